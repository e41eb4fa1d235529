#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

/// \file
/// What the command line can do, read from its definitions: completions and manual pages are made
/// from it, so that they know every job and option by themselves.
namespace terrabalance {

/// One option or argument of a command.
struct OptionFact {
  std::vector<std::string> names;    ///< "-o", "--output"; empty for an argument
  std::string argument;              ///< "STUDY", for an argument
  std::string value;                 ///< what it takes: "TEXT", "INT"; empty for a flag
  std::vector<std::string> choices;  ///< the texts it takes, if they are known
  std::string otherwise;             ///< its default, if it states one
  std::string description;
  bool required = false;
  bool repeats = false;

  bool takes_value() const { return !value.empty(); }
};

struct CommandFact {
  std::string name;
  std::string description;
  std::string footer;  ///< its examples
  std::vector<OptionFact> options;
};

struct ProgramFact {
  std::string description;
  std::vector<OptionFact> options;  ///< that every job takes
  std::vector<CommandFact> jobs;    ///< in the order of --help
};

ProgramFact facts_of(const CLI::App& program);

}  // namespace terrabalance
