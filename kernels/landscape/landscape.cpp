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
                                  std::int64_t possible_classes, Convention convention) {
  std::vector<Landscape> result;
  const auto classes = closed.classes.sorted();
  auto next = classes.begin();
  for (const auto& [key, counts] : closed.zones.sorted()) {
    Landscape& landscape = result.emplace_back();
    landscape.zone = static_cast<std::int32_t>(key);
    landscape.cell = cell;
    landscape.convention = convention;
    landscape.possible_classes = possible_classes;
    landscape.totals = counts;
    for (; next != classes.end() && next->first >> 16 == key; ++next) {
      landscape.classes.push_back(
          {static_cast<ClassIndex>(next->first & 0xffff), next->second, {}, {}});
      landscape.all.add(next->second);
    }
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
