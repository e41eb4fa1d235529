#include "jobs/help/manual.hpp"

#include <algorithm>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

namespace terrabalance {
namespace {

/// Plain text as roff shows it unchanged.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (out.empty() || out.back() == '\n') {
      if (c == '.' || c == '\'') out += "\\&";
    }
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string bold(const std::string& text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string italic(const std::string& text) {
  return "\\fI" + roff(text) + "\\fR";
}

std::string heading(const std::string& page, const std::string& version,
                    const std::string& description) {
  std::string upper = page;
  std::ranges::transform(upper, upper.begin(), [](unsigned char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : static_cast<char>(c);
  });
  return fmt::format(".TH {} 1 \"\" \"terrabalance {}\" \"terrabalance\"\n.SH NAME\n{} \\- {}\n",
                     roff(upper), version, roff(page), roff(description));
}

/// What an option takes, in words of its own where it has a choice.
std::string value_of(const OptionFact& option) {
  if (!option.takes_value()) return {};
  if (option.choices.empty()) return " " + italic(option.value);
  return fmt::format(" {}", italic(fmt::format("{}", fmt::join(option.choices, "|"))));
}

std::string options(const std::vector<OptionFact>& list) {
  std::string text;
  for (const OptionFact& option : list) {
    std::vector<std::string> names;
    for (const auto& name : option.names)
      names.push_back(bold(name));
    text += ".TP\n";
    text += option.names.empty() ? italic(option.argument)
                                 : fmt::format("{}", fmt::join(names, ", ")) + value_of(option);
    text += "\n" + roff(option.description);
    if (option.required) text += " (needed)";
    if (!option.otherwise.empty()) text += " [" + roff(option.otherwise) + "]";
    text += "\n";
  }
  return text;
}

std::string synopsis(const CommandFact& job) {
  std::string text = ".SH SYNOPSIS\n" + bold("terrabalance " + job.name);
  for (const OptionFact& option : job.options) {
    if (!option.argument.empty())
      text +=
          option.required ? " " + italic(option.argument) : " [" + italic(option.argument) + "]";
  }
  return text + " [" + italic("options") + "]\n";
}

std::string example(const std::string& footer) {
  if (footer.empty()) return {};
  constexpr std::string_view word = "Example: ";
  const std::string text = footer.starts_with(word) ? footer.substr(word.size()) : footer;
  return ".SH EXAMPLE\n.nf\n" + roff(text) + "\n.fi\n";
}

constexpr const char* closing =
    ".SH EXIT STATUS\n.TP\n0\ndone\n.TP\n1\nthe run failed\n.TP\n2\nbad usage or input\n.TP\n75\n"
    "stopped by a signal; \\fB\\-\\-resume\\fR goes on from there\n"
    ".SH ENVIRONMENT\n.TP\nNO_COLOR\nif set, messages have no colours, as where standard error is "
    "no "
    "terminal\n.TP\nGDAL_CACHEMAX, GDAL_DISABLE_READDIR_ON_OPEN\nas GDAL takes them\n";

std::string job_page(const ProgramFact& program, const CommandFact& job,
                     const std::string& version) {
  return heading("terrabalance-" + job.name, version, job.description) + synopsis(job) +
         ".SH OPTIONS\n" + options(job.options) + ".SS Of every job\n" + options(program.options) +
         example(job.footer) + closing + ".SH SEE ALSO\n.BR terrabalance (1)\n";
}

std::string program_page(const ProgramFact& program, const std::string& version) {
  std::string text = heading("terrabalance", version, program.description) +
                     ".SH SYNOPSIS\n\\fBterrabalance\\fR \\fIJOB\\fR [\\fISTUDY.toml\\fR] "
                     "[\\fIoptions\\fR]\n.br\n\\fBmpirun \\-n\\fR \\fIRANKS\\fR "
                     "\\fBterrabalance\\fR \\fIJOB\\fR ...\n.SH JOBS\n";
  for (const CommandFact& job : program.jobs)
    text += ".TP\n" + bold(job.name) + "\n" + roff(job.description) + "\n";
  text += ".SH OPTIONS\n" + options(program.options) + closing + ".SH SEE ALSO\n";
  for (const CommandFact& job : program.jobs)
    text += fmt::format(".BR terrabalance\\-{} (1){}\n", roff(job.name),
                        &job == &program.jobs.back() ? "" : ",");
  return text;
}

}  // namespace

std::map<std::string, std::string> manual_pages(const ProgramFact& program,
                                                const std::string& version) {
  std::map<std::string, std::string> pages;
  pages["terrabalance.1"] = program_page(program, version);
  for (const CommandFact& job : program.jobs)
    pages["terrabalance-" + job.name + ".1"] = job_page(program, job, version);
  return pages;
}

}  // namespace terrabalance
