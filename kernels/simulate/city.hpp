#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace terrabalance::simulation {

/// x, y
using Point = std::array<double, 2>;
/// A closed line without the repeated last point.
using Ring = std::vector<Point>;
/// Rings of one shape with any number of parts; a point is inside where it is within an odd number
/// of rings.
using Shape = std::vector<Ring>;

/// What the simulation knows of a city.
struct City {
  std::string id{};       ///< as tables name it
  std::int32_t code = 0;  ///< in the zone raster; > 0
  std::string name{};
  Point centre{};       ///< metres from the grid's upper left corner, y downwards
  double area_km2 = 0;  ///< within its border
};

/// A place that construction land grows around.
struct UrbanCentre {
  Point position{};   ///< metres from the grid's upper left corner, y downwards
  double radius = 0;  ///< metres; no influence beyond
  double weight = 0;  ///< influence in the middle
};

/// Each city's centre and the towns around it: sizes follow the city's area, places and variation
/// the seed. No centre has a radius below three cells.
/// \param land_end  no town lies below this y
std::vector<UrbanCentre> urban_centres(const std::vector<City>& cities, double cell_size,
                                       std::uint64_t seed, double land_end);

/// Area of a shape whose rings do not cross, holes taken out, in the square of the coordinates'
/// unit.
double area(const Shape& shape);

/// A point well inside the shape's largest part: the middle of the widest stretch of a line of
/// constant y through that part's middle.
Point interior_point(const Shape& shape);

}  // namespace terrabalance::simulation
