#pragma once

#include <stdexcept>

/// \file
/// The failures that the program reports itself. what() is the whole message for the user: it names
/// the file, the place and the remedy. Library code throws these; only main() prints them.
namespace terrabalance {

/// Exit status of the executable.
enum class ExitStatus : int { done = 0, failed = 1, bad_input = 2, interrupted = 75 };

/// Wrong usage or input: nothing was computed, the user has to change something (exit status 2).
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The run failed on the way: disk full, damaged block, lost file (exit status 1).
struct RunError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The run was asked to stop before its end (exit status 75); what it has done is kept.
struct Interrupted : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Another rank failed and has the message; this one ends in silence with the same status.
struct PeerError : std::runtime_error {
  explicit PeerError(ExitStatus peer_status)
      : std::runtime_error("another rank failed"), status(peer_status) {}
  ExitStatus status;
};

}  // namespace terrabalance
