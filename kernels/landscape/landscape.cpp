#include "kernels/landscape/landscape.hpp"

#include <algorithm>

namespace terrabalance::landscape {
namespace {

LandscapeClass* find_class(Landscape& landscape, ClassIndex index) {
  const auto found =
      std::lower_bound(landscape.classes.begin(), landscape.classes.end(), index,
                       [](const LandscapeClass& c, ClassIndex i) { return c.index < i; });
  return found != landscape.classes.end() && found->index == index ? &*found : nullptr;
}

}  // namespace

std::vector<Landscape> landscapes(const Summary& closed, const CellSize& cell,
                                  std::int64_t possible_classes) {
  std::vector<Landscape> result;
  for (const auto& [key, totals] : closed.classes.sorted()) {
    const auto zone = static_cast<std::int32_t>(key >> 16);
    if (result.empty() || result.back().zone != zone) {
      const ZoneTotals* const counts = closed.zones.find(zone_key(zone));
      result.push_back({.zone = zone,
                        .cell = cell,
                        .possible_classes = possible_classes,
                        .totals = counts != nullptr ? *counts : ZoneTotals{},
                        .all = {},
                        .classes = {},
                        .adjacency = {}});
    }
    result.back().classes.push_back({static_cast<ClassIndex>(key & 0xffff), totals, {}});
    result.back().all.add(totals);
  }
  auto landscape = result.begin();
  for (const auto& [key, sides] : closed.adjacency.sorted()) {
    const auto zone = static_cast<std::int32_t>(key >> 32);
    while (landscape->zone != zone)
      ++landscape;
    const Adjacency adjacency{static_cast<ClassIndex>(key >> 16 & 0xffff),
                              static_cast<ClassIndex>(key & 0xffff), sides};
    landscape->adjacency.push_back(adjacency);
    find_class(*landscape, adjacency.a)->neighbours.push_back(sides);
    find_class(*landscape, adjacency.b)->neighbours.push_back(sides);
  }
  return result;
}

}  // namespace terrabalance::landscape
