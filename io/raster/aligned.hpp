#pragma once

#include <string>

#include "engine/value/grid.hpp"
#include "io/raster/dataset.hpp"

namespace terrabalance {

/// A raster as it looks on another grid: each cell takes the value of the source cell that its
/// centre lies in (GDAL's warped VRT, nearest neighbour, exact transformation), and has no value
/// outside the source. Blocks are resampled as they are read.
/// \param path  of the source, for messages
/// \throws InputError if GDAL cannot relate the two grids
DatasetPtr align_nearest(DatasetPtr source, const Grid& target, const std::string& path);

}  // namespace terrabalance
