#include "jobs/help/completion.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

namespace terrabalance {
namespace {

std::vector<std::string> option_names(const std::vector<OptionFact>& options) {
  std::vector<std::string> names;
  for (const OptionFact& option : options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

std::vector<std::string> job_names(const ProgramFact& program) {
  std::vector<std::string> names;
  for (const CommandFact& job : program.jobs)
    names.push_back(job.name);
  return names;
}

/// The case branches of bash for options that take a value. \param job  "report", or "*" for all
std::string bash_values(const std::string& job, const std::vector<OptionFact>& options) {
  std::string text;
  for (const OptionFact& option : options) {
    if (!option.takes_value() || option.names.empty()) continue;
    std::vector<std::string> patterns;
    for (const auto& name : option.names)
      patterns.push_back(job == "*" ? "*\" " + name + "\"" : fmt::format("\"{} {}\"", job, name));
    const std::string reply = option.choices.empty()
                                  ? ""
                                  : fmt::format(" COMPREPLY=($(compgen -W \"{}\" -- \"$cur\"));",
                                                fmt::join(option.choices, " "));
    text += fmt::format("    {}){} return ;;\n", fmt::join(patterns, " | "), reply);
  }
  return text;
}

/// The choices of a job's first argument, such as the shells of `completion`.
std::string bash_arguments(const CommandFact& job) {
  for (const OptionFact& option : job.options) {
    if (option.argument.empty() || option.choices.empty()) continue;
    return fmt::format("    {}) COMPREPLY=($(compgen -W \"{}\" -- \"$cur\")) ;;\n", job.name,
                       fmt::join(option.choices, " "));
  }
  return {};
}

/// Text as zsh takes it within single quotes; `specials` are escaped for _arguments.
std::string zsh_text(const std::string& text, const std::string& specials) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (specials.find(c) != std::string::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const OptionFact& option) {
  if (option.choices.empty()) return "_files";
  return fmt::format("({})", fmt::join(option.choices, " "));
}

/// One line of _arguments an option name.
std::string zsh_options(const std::vector<OptionFact>& options) {
  std::string text;
  for (const OptionFact& option : options) {
    const std::string about = zsh_text(option.description, "[]:\\");
    for (const auto& name : option.names) {
      text += fmt::format("        '{}{}[{}]", option.repeats ? "*" : "", name, about);
      if (option.takes_value()) text += fmt::format(":{}:{}", option.value, zsh_action(option));
      text += "' \\\n";
    }
  }
  return text;
}

std::string zsh_arguments(const std::vector<OptionFact>& options) {
  for (const OptionFact& option : options) {
    if (!option.argument.empty() && !option.choices.empty())
      return fmt::format("        '1:{}:{}'\n", option.argument, zsh_action(option));
  }
  return "        '*:file:_files'\n";
}

}  // namespace

std::string bash_completion(const ProgramFact& program) {
  const auto jobs = job_names(program);
  const auto common = option_names(program.options);
  std::string text = fmt::format(
      "# Completion of terrabalance for bash; made by: terrabalance completion bash\n"
      "_terrabalance() {{\n"
      "  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} job= i\n"
      "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
      "    case ${{COMP_WORDS[i]}} in\n"
      "      {}) job=${{COMP_WORDS[i]}}; break ;;\n"
      "    esac\n"
      "  done\n"
      "  COMPREPLY=()\n"
      "  case \"$job $prev\" in\n",
      fmt::join(jobs, " | "));
  for (const CommandFact& job : program.jobs)
    text += bash_values(job.name, job.options);
  text += bash_values("*", program.options);
  text += "  esac\n  if [[ $cur == -* ]]; then\n    case $job in\n";
  for (const CommandFact& job : program.jobs) {
    auto names = option_names(job.options);
    names.insert(names.end(), common.begin(), common.end());
    text += fmt::format("      {}) COMPREPLY=($(compgen -W \"{}\" -- \"$cur\")) ;;\n", job.name,
                        fmt::join(names, " "));
  }
  text += fmt::format(
      "      *) COMPREPLY=($(compgen -W \"{}\" -- \"$cur\")) ;;\n    esac\n    return\n  fi\n"
      "  case $job in\n    \"\") COMPREPLY=($(compgen -W \"{}\" -- \"$cur\")) ;;\n",
      fmt::join(common, " "), fmt::join(jobs, " "));
  for (const CommandFact& job : program.jobs)
    text += bash_arguments(job);
  return text + "  esac\n}\ncomplete -o bashdefault -o default -F _terrabalance terrabalance\n";
}

std::string zsh_completion(const ProgramFact& program) {
  std::string text =
      "#compdef terrabalance\n"
      "# Completion of terrabalance for zsh; made by: terrabalance completion zsh\n"
      "_terrabalance() {\n  local state line\n  local -a jobs\n  jobs=(\n";
  for (const CommandFact& job : program.jobs)
    text += fmt::format("    '{}:{}'\n", job.name, zsh_text(job.description, ":\\"));
  text += "  )\n  _arguments -C \\\n" + zsh_options(program.options) +
          "        '1:job:->job' \\\n        '*::argument:->argument'\n"
          "  case $state in\n    job) _describe job jobs ;;\n    argument)\n"
          "      case $line[1] in\n";
  for (const CommandFact& job : program.jobs) {
    text += fmt::format("      {})\n        _arguments \\\n", job.name) + zsh_options(job.options) +
            zsh_arguments(job.options) + "        ;;\n";
  }
  return text + "      esac\n      ;;\n  esac\n}\n_terrabalance \"$@\"\n";
}

}  // namespace terrabalance
