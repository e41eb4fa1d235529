#pragma once

#include <string>

namespace terrabalance {

/// While one lives, SIGTERM, SIGINT and SIGUSR1 no longer end the process at once but ask it to:
/// batch systems send them ahead of a time limit. A second one ends it as usual.
///
/// Sweeps heed the signal between tiles. Where nobody heeds SIGTERM or SIGINT within `grace`
/// seconds, as in a long computation on tables, the process says its last words and ends with
/// status 75: files take their names only when they are complete, so nothing half-written stays.
/// SIGUSR1 only announces the limit; what heeds nothing goes on and may be done in time.
class SignalWatch {
 public:
  static constexpr unsigned grace = 3;  ///< seconds
  /// Further seconds for an end in good order, which may wait for a rank that is lost.
  static constexpr unsigned grace_of_end = 5;

  /// \param last_words  a line for stderr, if nobody heeds; empty on ranks that stay silent
  explicit SignalWatch(const std::string& last_words);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
};

/// Whether such a signal has come. Who asks and gets true has to end in good order.
bool interruption_heeded();

}  // namespace terrabalance
