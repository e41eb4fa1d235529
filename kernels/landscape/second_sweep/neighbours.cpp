#include "kernels/landscape/second_sweep/neighbours.hpp"

#include <algorithm>

namespace terrabalance::landscape {

std::vector<Neighbour> settled_neighbours(const SecondSummary& second) {
  std::vector<Neighbour> all;
  for (const auto& [_, nearest] : second.nearest.entries())
    all.insert(all.end(), nearest.settled.begin(), nearest.settled.end());
  std::ranges::sort(all, {}, &Neighbour::patch);
  return all;
}

void fold_neighbours(Summary& closed, SecondSummary& second, const PatchOptions& options,
                     int threads) {
  const Tile raster{0, 0, options.raster_width, options.raster_height};
  const auto& entries = second.nearest.entries();
  std::vector<Nearest*> groups;
  groups.reserve(entries.size());
  for (const auto& [key, _] : entries)
    groups.push_back(&second.nearest[key]);
  const auto count = static_cast<std::int64_t>(groups.size());
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (std::int64_t i = 0; i < count; ++i)
    settle(*groups[static_cast<std::size_t>(i)], raster, options);
  for (const auto& [key, nearest] : entries) {
    ClassTotals& totals = closed.classes[key];
    totals.neighboured += nearest.neighboured;
    totals.enn.add(nearest.distances);
  }
}

}  // namespace terrabalance::landscape
