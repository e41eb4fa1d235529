#pragma once

#include <string>
#include <vector>

#include "engine/value/grid.hpp"
#include "io/zones/scanline.hpp"
#include "io/zones/zones.hpp"

namespace terrabalance {

/// One feature of a polygon file in the coordinates of a grid.
struct ZonePolygon {
  std::string id;
  std::string name;
  std::vector<std::vector<PixelPoint>> rings;
};

/// Whether OGR finds a vector layer in the file.
bool is_vector_file(const std::string& path);

/// The polygons of a vector file, reprojected to the grid's CRS.
/// \throws InputError naming file, layer, field or feature that cannot be used
std::vector<ZonePolygon> read_polygons(const ZoneSource& source, const Grid& grid);

}  // namespace terrabalance
