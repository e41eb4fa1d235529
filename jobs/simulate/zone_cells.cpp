#include "jobs/simulate/zone_cells.hpp"

#include <algorithm>
#include <vector>

namespace terrabalance::simulation {

void ZoneCells::burn(const Tile& tile, std::span<std::int32_t> cells) const {
  std::ranges::fill(cells, 0);
  std::vector<ZoneRun> runs;
  for (std::int64_t y = 0; y < tile.height; ++y) {
    plan_->voronoi->row(tile.y + y, plan_->grid.width, runs);
    const auto row = cells.subspan(static_cast<std::size_t>(y * tile.width));
    for (const ZoneRun& run : runs) {
      const auto begin = std::clamp<std::int64_t>(run.begin - tile.x, 0, tile.width);
      const auto end = std::clamp<std::int64_t>(run.end - tile.x, 0, tile.width);
      for (std::int64_t x = begin; x < end; ++x)
        row[static_cast<std::size_t>(x)] = plan_->cities[static_cast<std::size_t>(run.zone)].code;
    }
  }
}

}  // namespace terrabalance::simulation
