#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "io/zones/zones.hpp"
#include "jobs/simulate/plan.hpp"

namespace terrabalance::simulation {

/// The cities as the reader of every other job burns them: from the study's zones.gpkg, which must
/// be there. Not opened where the cities are Voronoi cells, whose pixels are known exactly.
Zones city_zones(const SimulateOptions& options, const Plan& plan);

/// The zone raster of a plan, tile by tile. One a thread.
class ZoneCells {
 public:
  ZoneCells(const Plan& plan, const Zones& zones);

  /// Writes the code of each cell's city, 0 outside all; row-major.
  void burn(const Tile& tile, std::span<std::int32_t> cells);

 private:
  const Plan* plan_;
  std::optional<Zones::Reader> polygons_;
  std::vector<ZoneRun> runs_;
};

}  // namespace terrabalance::simulation
