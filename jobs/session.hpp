#pragma once

#include <string>
#include <vector>

#include "engine/runtime/runtime.hpp"
#include "io/result/result_writer.hpp"

namespace terrabalance {

/// What a job knows of the call that it answers.
struct Session {
  Communicator communicator = Communicator::local();
  std::string command;     ///< the command line as typed
  std::string study_text;  ///< of the study file, empty without one
  bool quiet = false;
  std::vector<std::string> notes;  ///< warnings so far

  /// Says a warning once, on the root rank, and keeps it for the result file.
  void warn(const std::string& message);

  /// A line for people, on the root rank.
  void say(const std::string& message) const;

  /// The runtime of a stage. \param label  what its progress is called
  Runtime runtime(int threads, const std::string& label) const;

  Provenance provenance(int threads, std::vector<std::string> inputs) const;
};

/// Version of the program.
const char* version();

}  // namespace terrabalance
