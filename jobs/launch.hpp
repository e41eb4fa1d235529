#pragma once

#include "jobs/session.hpp"

namespace terrabalance {

/// A launcher that started several programs which know nothing of each other would have the whole
/// work done as many times. \throws InputError with the right command
void refuse_wrong_launch(const Communicator& ranks);

/// Warns, once, if a rank is asked to use more threads than it has cores.
void check_threads(const Session& session, int threads);

}  // namespace terrabalance
