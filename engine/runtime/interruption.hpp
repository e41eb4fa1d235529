#pragma once

namespace terrabalance {

/// From now on SIGTERM, SIGINT and SIGUSR1 no longer end the process but ask it to: batch systems
/// send them ahead of a time limit. A second one ends it as usual.
void heed_signals();

/// Whether such a signal has come.
bool interruption_asked();

}  // namespace terrabalance
