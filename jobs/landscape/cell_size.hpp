#pragma once

#include <string>

#include "engine/value/grid.hpp"
#include "jobs/session.hpp"
#include "kernels/landscape/patches/patch.hpp"

namespace terrabalance {

/// Size of the grid's cells in metres; without a CRS the units are taken as metres, with a warning.
/// \throws InputError for a geographic grid, with the gdalwarp command to a fitting equal-area one
landscape::CellSize cell_size_of(const Grid& grid, const std::string& path, Session& session);

}  // namespace terrabalance
