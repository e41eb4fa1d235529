#include "kernels/suitability/grade_counts.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace terrabalance {

std::vector<GradeCount> count_grades(const TileView& tile, std::int32_t evaluation,
                                     std::span<const std::uint8_t> grades,
                                     std::span<const std::int16_t> classes, const CellArea& area) {
  std::map<std::tuple<std::int32_t, std::uint8_t, std::int16_t>, CellCount> counts;
  const std::int64_t left = tile.core.x - tile.tile.x;
  for (std::int64_t y = 0; y < tile.core.height; ++y) {
    const std::int64_t cell_area = area.row(tile.core.y + y);
    for (const ZoneRun& run : tile.zones->row(tile.core.y - tile.tile.y + y)) {
      const std::int64_t begin = std::max<std::int64_t>(run.begin - left, 0);
      const std::int64_t end = std::min(run.end - left, tile.core.width);
      for (std::int64_t x = begin; x < end;) {
        const auto at = [&](std::int64_t column) {
          const auto i = static_cast<std::size_t>(y * tile.core.width + column);
          return std::pair(grades[i], classes[i]);
        };
        const auto same = at(x);
        const std::int64_t first = x;
        while (x < end && at(x) == same)
          ++x;
        counts[{run.zone, same.first, same.second}].add(
            {x - first, static_cast<AreaSum>(x - first) * cell_area});
      }
    }
  }
  std::vector<GradeCount> list;
  list.reserve(counts.size());
  for (const auto& [key, count] : counts) {
    list.push_back({std::get<0>(key), evaluation, std::get<1>(key), std::get<2>(key), count});
  }
  return list;
}

}  // namespace terrabalance
