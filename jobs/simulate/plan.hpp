#pragma once

#include <optional>
#include <vector>

#include "engine/value/grid.hpp"
#include "io/zones/zone_shapes.hpp"
#include "jobs/simulate/simulate.hpp"
#include "kernels/simulate/city.hpp"
#include "kernels/simulate/landscape.hpp"
#include "kernels/simulate/voronoi.hpp"

namespace terrabalance::simulation {

/// All that the files of a simulated study are made from; the same on every rank.
struct Plan {
  Grid grid;
  World world;
  std::vector<City> cities;
  ZoneShapes shapes;               ///< of the cities, in the grid's CRS and in their order
  std::optional<Voronoi> voronoi;  ///< where the cities are its cells
  bool land_everywhere = true;     ///< or only within cities
};

/// \throws InputError naming the option that cannot be met
Plan make_plan(const SimulateOptions& options);

}  // namespace terrabalance::simulation
