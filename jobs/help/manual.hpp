#pragma once

#include <map>
#include <string>

#include "jobs/help/command_facts.hpp"

namespace terrabalance {

/// The manual pages, by file name: terrabalance.1 and terrabalance-JOB.1 for every job.
std::map<std::string, std::string> manual_pages(const ProgramFact& program,
                                                const std::string& version);

}  // namespace terrabalance
