#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/value/grid.hpp"

namespace terrabalance {

/// A whole raster as reals, row by row; NaN where it has no value.
struct RealLayer {
  Grid grid;
  std::vector<double> values;
};

/// Reads a band of a raster: FILE, its first, or FILE:BAND, that of this number or description.
/// \throws InputError naming the file if it is no raster, and its bands if it lacks this one,
/// RunError if it cannot be read
RealLayer read_real_layer(const std::string& source);

/// The grid of the raster of FILE[:BAND].
Grid grid_of_layer(const std::string& source);

/// The same for some rows of it.
std::vector<double> read_real_rows(const std::string& source, std::int64_t first,
                                   std::int64_t count);

/// The file of FILE[:BAND].
std::string file_of_layer(const std::string& source);

}  // namespace terrabalance
