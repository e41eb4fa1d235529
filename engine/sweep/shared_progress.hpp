#pragma once

#include <chrono>
#include <cstdint>

#include "engine/runtime/runtime.hpp"

namespace terrabalance {

/// The work of all ranks on the root's progress sink. Used by the main thread of each rank only.
class SharedProgress {
 public:
  /// Collective. \param own  work of this rank
  SharedProgress(const Runtime& runtime, std::int64_t own);

  /// Says how far this rank is. Cheap enough for every tile.
  void update(std::int64_t done);

  /// This rank is done. The root goes on showing the work of the others until they are done too, or
  /// one of them has failed.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  void show();

  const Runtime* runtime_;
  std::int64_t own_;
  std::int64_t total_;
  std::int64_t done_ = 0;
  Clock::time_point last_ = Clock::now();
};

}  // namespace terrabalance
