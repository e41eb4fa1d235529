#pragma once

#include <optional>

#include "engine/runtime/runtime.hpp"

namespace terrabalance::test {

/// One MPI for all tests of the program.
std::optional<Communicator>& world();

/// All ranks, with so many threads each.
inline Runtime distributed(int threads) {
  Runtime runtime;
  runtime.communicator = *world();
  runtime.threads = threads;
  return runtime;
}

}  // namespace terrabalance::test
