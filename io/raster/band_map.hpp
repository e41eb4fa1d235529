#pragma once

#include <string>
#include <vector>

#include "engine/value/grid.hpp"

namespace terrabalance {

/// One band of a map that is small enough to be held in memory.
struct MapBand {
  std::string name;  ///< becomes the band's description
  std::string unit;
  std::vector<double> cells;  ///< row-major, one a cell of the grid; NaN: no value
};

/// Writes a GeoTIFF of float64 bands; it takes its name when it is complete. One rank's affair.
/// \throws InputError if it cannot be created there, RunError if it cannot be written to its end
void write_band_map(const std::string& folder, const std::string& name, const Grid& grid,
                    const std::vector<MapBand>& bands);

}  // namespace terrabalance
