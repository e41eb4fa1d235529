#pragma once

namespace terrabalance {

/// While one lives, SIGTERM, SIGINT and SIGUSR1 no longer end the process but ask it to: batch
/// systems send them ahead of a time limit. A second one ends it as usual.
class SignalWatch {
 public:
  SignalWatch();
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
};

/// Whether such a signal has come.
bool interruption_asked();

}  // namespace terrabalance
