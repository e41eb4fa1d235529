#include "jobs/simulate/zone_cells.hpp"

#include <algorithm>
#include <string>

namespace terrabalance::simulation {

Zones city_zones(const SimulateOptions& options, const Plan& plan) {
  if (plan.voronoi) return Zones::whole();
  const std::string file = (options.output / "zones.gpkg").string();
  return Zones::open({.path = file, .layer = "zones", .id_field = "id", .name_field = "name"},
                     plan.grid, file);
}

ZoneCells::ZoneCells(const Plan& plan, const Zones& zones) : plan_(&plan) {
  if (!plan.voronoi) polygons_.emplace(zones);
}

void ZoneCells::burn(const Tile& tile, std::span<std::int32_t> cells) {
  std::ranges::fill(cells, 0);
  const ZoneRuns* burned = polygons_ ? &polygons_->read(tile) : nullptr;
  for (std::int64_t y = 0; y < tile.height; ++y) {
    std::span<const ZoneRun> runs;
    std::int64_t shift = 0;       // burned runs count columns from the tile's first
    std::int32_t first_zone = 1;  // and zones from 1
    if (burned != nullptr) {
      runs = burned->row(y);
    } else {
      plan_->voronoi->row(tile.y + y, plan_->grid.width, runs_);
      runs = runs_;
      shift = tile.x;
      first_zone = 0;
    }
    const auto row = cells.subspan(static_cast<std::size_t>(y * tile.width));
    for (const ZoneRun& run : runs) {
      const auto begin = std::clamp<std::int64_t>(run.begin - shift, 0, tile.width);
      const auto end = std::clamp<std::int64_t>(run.end - shift, begin, tile.width);
      std::fill(row.begin() + begin, row.begin() + end,
                plan_->cities[static_cast<std::size_t>(run.zone - first_zone)].code);
    }
  }
}

}  // namespace terrabalance::simulation
