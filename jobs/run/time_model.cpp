#include "jobs/run/time_model.hpp"

#include <bit>

namespace terrabalance {
namespace {

// Seconds a cell of one year and thread, on simulated land: docs/scaling.md, docs/performance.md.
constexpr double decode = 0.5e-9;
constexpr double count = 0.15e-9;
constexpr double patches_scan = 1.2e-9;
constexpr double patches_merge = 0.1e-9;
constexpr double second_sweep = 60e-9;
// A cell of the zones, whatever the years.
constexpr double zone = 0.5e-9;
// Seconds a message between ranks, and a byte of it.
constexpr double latency = 5e-6;
constexpr double byte = 0.2e-9;
// Bytes of a band's message: of patches, a column; of any job, its share of the overview.
constexpr double column_bytes = 120;
constexpr double overview_bytes = 0.7e6;

}  // namespace

SweepTime time_of(const SweepWork& work, int ranks, int threads) {
  const auto years = static_cast<double>(work.years);
  const auto columns = static_cast<double>(work.columns);
  const double row = columns * static_cast<double>(work.tile_height);
  double cell = years * (decode + work.counts * count) + (work.zones ? zone : 0);
  if (work.patches) cell += years * (patches_scan + patches_merge);
  if (work.again) cell += years * second_sweep;
  const std::int64_t busiest = (work.tile_rows + ranks - 1) / ranks;
  // log2, rounded up; two bands meet along one row, as two rows of tiles do.
  const auto rounds = static_cast<double>(std::bit_width(static_cast<unsigned>(ranks) - 1));
  const double sent = overview_bytes + (work.patches ? column_bytes * columns : 0);
  const double meet = work.patches ? row * years * patches_merge : 0;
  return {.tiles = static_cast<double>(busiest) * row * cell / threads,
          .ranks = rounds * (latency + sent * byte + meet)};
}

}  // namespace terrabalance
