#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace terrabalance {

/// The shape of one zone: closed rings (the first point is not repeated) in any order; a point is
/// inside where it lies within an odd number of them.
struct ZoneShape {
  std::string id;
  std::string name;
  std::vector<std::vector<std::array<double, 2>>> rings;  ///< x, y
};

/// Polygons in one coordinate reference system.
struct ZoneShapes {
  std::string crs;  ///< WKT
  std::vector<ZoneShape> zones;
};

/// Reads the polygons of any file that OGR opens and brings them to an Albers equal-area projection
/// fitted to them (standard parallels a sixth of their height inside, WGS 84).
/// \param id_field  names each zone: there, filled in, and another value for each feature
/// Names come from the field `name`, or are the ids where there is none.
/// \throws InputError naming the file and field or feature that cannot be used
ZoneShapes read_zones_equal_area(const std::string& file, const std::string& id_field);

/// Writes a GeoPackage with one layer `zones` with the fields `id` (integer where all ids are) and
/// `name`. It replaces the file once it is complete.
/// \throws InputError if the file cannot be created, RunError if it cannot be written to its end
void write_zones(const std::filesystem::path& file, const ZoneShapes& shapes);

/// WKT of an Albers equal-area projection on WGS 84; degrees.
std::string albers_crs(double parallel_1, double parallel_2, double central_meridian);

}  // namespace terrabalance
