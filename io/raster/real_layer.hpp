#pragma once

#include <string>
#include <vector>

#include "engine/value/grid.hpp"

namespace terrabalance {

/// A whole raster as reals, row by row; NaN where it has no value.
struct RealLayer {
  Grid grid;
  std::vector<double> values;
};

/// Reads the first band of a raster.
/// \throws InputError naming the file if it is no raster, RunError if it cannot be read
RealLayer read_real_layer(const std::string& path);

}  // namespace terrabalance
