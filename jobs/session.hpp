#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/output_lock.hpp"
#include "engine/runtime/runtime.hpp"
#include "io/result/result_writer.hpp"
#include "jobs/log.hpp"
#include "jobs/phases.hpp"

namespace terrabalance {

/// What a job knows of the call that it answers.
struct Session {
  Communicator communicator = Communicator::local();
  std::string command;     ///< the command line as typed
  std::string study_text;  ///< of the study file, empty without one
  bool quiet = false;
  LogFormat log_format = LogFormat::text;
  std::vector<std::string> notes;  ///< warnings so far
  /// Outputs that this run keeps for itself until it ends, by lock file; on the root rank.
  std::shared_ptr<std::map<std::string, OutputLock>> locks =
      std::make_shared<std::map<std::string, OutputLock>>();

  /// Says a warning once, on the root rank, and keeps it for the result file.
  void warn(const std::string& message);

  /// A line for people, on the root rank.
  void say(const std::string& message) const;

  std::shared_ptr<bool> threads_checked = std::make_shared<bool>(false);

  /// Keeps an output for this run; again for the same one does nothing. Collective.
  /// \throws InputError if another run writes it
  void claim_file(const std::string& path) const;
  void claim_folder(const std::string& path) const;

  /// Where this rank's time goes.
  std::shared_ptr<Meter> meter = std::make_shared<Meter>();
  std::optional<PhaseReport> phases;  ///< for the result file; on the root rank

  /// Gathers the phases so far from all ranks. Collective.
  void take_phases() { phases = phases_of(communicator, *meter); }

  /// The runtime of a stage. \param label  what its progress is called
  Runtime runtime(int threads, const std::string& label) const;

  Provenance provenance(int threads, std::vector<std::string> inputs) const;
};

/// Version of the program.
const char* version();

}  // namespace terrabalance
