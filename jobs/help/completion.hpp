#pragma once

#include <string>

#include "jobs/help/command_facts.hpp"

namespace terrabalance {

/// A script that lets bash complete jobs, options and their choices, and files elsewhere.
std::string bash_completion(const ProgramFact& program);

/// The same for zsh, with descriptions; the file of the function _terrabalance.
std::string zsh_completion(const ProgramFact& program);

}  // namespace terrabalance
