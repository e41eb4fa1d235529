#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/value/cell_area.hpp"
#include "engine/value/cell_size.hpp"
#include "engine/value/grid.hpp"

class GDALDataset;

namespace terrabalance {

struct CloseDataset {
  void operator()(GDALDataset* dataset) const;
};
using DatasetPtr = std::unique_ptr<GDALDataset, CloseDataset>;

/// Opens a raster file for reading. Not shared between threads: each opens its own.
/// \throws InputError naming the file if it is missing, damaged or no raster
DatasetPtr open_raster(const std::string& path);

/// The grid of an open raster. \throws InputError if it is rotated or empty
Grid grid_of(GDALDataset& dataset, const std::string& path);

/// Area of the cells of a grid, by its CRS: planar where projected, on the ellipsoid where
/// geographic. \throws InputError if the CRS is missing or has no ellipsoid, with the command that
/// mends it
CellArea cell_area_of(const Grid& grid, const std::string& path);

/// Width and height of the cells of a grid in metres. \throws InputError as cell_area_of()
CellSize cell_size_of(const Grid& grid, const std::string& path);

/// Whether the cells of the grid are in degrees.
bool is_geographic(const Grid& grid);

/// Whether two grids have the same cells: size, CRS, and origins and cell sizes to 1e-6 of a cell.
bool same_grid(const Grid& a, const Grid& b);

/// Refuses a layer that is not on the study's grid; the message names both grids and the gdalwarp
/// command that aligns the layer.
void require_same_grid(const Grid& study, const std::string& study_path, const Grid& layer,
                       const std::string& layer_path);

/// The files that a raster or vector file consists of: itself, and the sources of a VRT or the
/// parts of a Shapefile; itself alone if GDAL does not know it.
std::vector<std::string> files_behind(const std::string& path);

/// The last message of GDAL on this thread, for our own messages.
std::string gdal_reason();

}  // namespace terrabalance
