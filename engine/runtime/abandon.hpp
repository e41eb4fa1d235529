#pragma once

#include <functional>

#include "engine/runtime/communicator.hpp"

namespace terrabalance {

/// Ends all ranks at once, from one that failed while the others wait for it where no agreement
/// reaches them: inside a collective call of a library.
/// \param say  called first, by one of the ranks that fail
[[noreturn]] void abandon(const Communicator& ranks, const std::function<void()>& say,
                          ExitStatus status);

}  // namespace terrabalance
