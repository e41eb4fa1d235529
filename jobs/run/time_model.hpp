#pragma once

#include <cstdint>

namespace terrabalance {

/// What a sweep does, as far as its time goes.
struct SweepWork {
  std::int64_t columns = 0;    ///< cells
  std::int64_t tile_rows = 0;  ///< rows of tiles, which ranks share out whole
  std::int64_t tile_height = 0;
  std::size_t years = 0;
  bool zones = false;
  int counts = 0;  ///< account, change: kernels that count codes
  bool patches = false;
  bool again = false;  ///< a second sweep for distances and moments
};

/// Parts of the time of a sweep, seconds. See docs/scaling.md, which measures them.
struct SweepTime {
  double tiles = 0;  ///< decode, scan and merge of the busiest rank's tiles
  double ranks = 0;  ///< merge of ranks, one round after another
  double all() const { return tiles + ranks; }
};

/// \param ranks, threads  of the run; threads a rank
SweepTime time_of(const SweepWork& work, int ranks, int threads);

}  // namespace terrabalance
