#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/value/grid.hpp"

namespace terrabalance {

/// The shape of a zone for maps on paper and screen.
struct ZoneOutline {
  std::string zone;
  std::string name;
  std::string wkt;  ///< (multi)polygon in the coordinates of the overview's grid
};

/// Small maps of a study that its result carries along, so that a report needs no raster.
struct Overview {
  /// Classes are numbered from 1, in the order of `classes`; 0 is no zone or no data.
  using Cell = std::uint16_t;

  Grid grid;
  std::vector<std::int64_t> years;
  std::vector<std::string> classes;
  std::vector<Cell> land_use;  ///< year by year, row by row
  std::vector<ZoneOutline> zones;
};

/// What a result has of it; nothing if it was made from tables only.
/// \throws InputError if the file is no result
std::optional<Overview> read_overview(const std::string& path);

}  // namespace terrabalance
