#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace terrabalance::gwr {

/// Consecutive chunks of a model's places; what a rank or thread is given. Chunks are the unit of
/// every sum over places, so sums do not depend on who computed which.
struct Chunks {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// Those who compute together: threads here and, through `gather`, other ranks. Functions that take
/// a team are called by all ranks and return the same on each.
struct Team {
  using Numbers = std::vector<double>;

  int threads = 1;
  int rank = 0;
  int ranks = 1;
  /// Runs a piece of work on every rank; returns the numbers of all, in the order of ranks. If a
  /// rank throws, all do.
  std::function<Numbers(const std::function<Numbers()>& work)> gather = [](const auto& work) {
    return work();
  };

  /// This rank's part of `count` things.
  Chunks share(std::size_t count) const {
    const auto cut = [&](int r) {
      return count * static_cast<std::size_t>(r) / static_cast<std::size_t>(ranks);
    };
    return {cut(rank), cut(rank + 1)};
  }
};

}  // namespace terrabalance::gwr
