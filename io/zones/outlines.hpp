#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/value/grid.hpp"
#include "io/result/overview.hpp"
#include "io/zones/zones.hpp"

namespace terrabalance {

/// Shapes of the zones of a polygon file in the grid's coordinates, simplified: vertices move to
/// the nearest corner of a lattice of `cells` grid cells, so that neighbours keep sharing their
/// border. Islands that shrink to nothing are left out, unless the zone is nothing else.
/// \throws InputError as read_polygons()
std::vector<ZoneOutline> outlines_of(const ZoneSource& source, const Grid& grid, double cells);

/// Shapes of the zones of a raster, along its cells. \param raster  row by row, 0: no zone
std::vector<ZoneOutline> outlines_of(std::span<const std::int32_t> raster, const Grid& grid,
                                     const Zones& zones);

}  // namespace terrabalance
