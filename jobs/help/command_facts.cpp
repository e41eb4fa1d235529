#include "jobs/help/command_facts.hpp"

#include <sstream>

namespace terrabalance {
namespace {

/// The texts between the braces of a type name such as "TEXT:{en,zh}".
std::vector<std::string> choices_in(const std::string& type) {
  const auto begin = type.find('{');
  const auto end = type.rfind('}');
  std::vector<std::string> choices;
  if (begin == std::string::npos || end == std::string::npos) return choices;
  std::istringstream list(type.substr(begin + 1, end - begin - 1));
  for (std::string choice; std::getline(list, choice, ',');)
    choices.push_back(choice);
  return choices;
}

OptionFact fact_of(const CLI::Option& option) {
  OptionFact fact;
  for (const auto& name : option.get_snames())
    fact.names.push_back("-" + name);
  for (const auto& name : option.get_lnames())
    fact.names.push_back("--" + name);
  if (fact.names.empty()) fact.argument = option.get_name(true, false);
  fact.description = option.get_description();
  fact.required = option.get_required();
  if (option.get_items_expected_max() == 0) return fact;  // a flag
  const std::string type = option.get_type_name();
  fact.choices = choices_in(type);
  fact.value = type.substr(0, type.find_first_of(":{ "));
  if (fact.value.empty()) fact.value = "VALUE";
  fact.otherwise = option.get_default_str();
  fact.repeats = option.get_items_expected_max() > 1;
  return fact;
}

std::vector<OptionFact> options_of(const CLI::App& command) {
  std::vector<OptionFact> facts;
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_group().empty()) facts.push_back(fact_of(*option));
  }
  return facts;
}

}  // namespace

ProgramFact facts_of(const CLI::App& program) {
  ProgramFact facts{program.get_description(), options_of(program), {}};
  for (const CLI::App* job : program.get_subcommands([](const CLI::App*) { return true; })) {
    facts.jobs.push_back(
        {job->get_name(), job->get_description(), job->get_footer(), options_of(*job)});
  }
  return facts;
}

}  // namespace terrabalance
