#pragma once

#include <memory>
#include <string>

#include "engine/value/grid.hpp"
#include "jobs/session.hpp"
#include "kernels/landscape/patches/patch.hpp"
#include "kernels/landscape/row_sizes.hpp"

namespace terrabalance {

/// How large the cells of a grid are.
struct CellMeasure {
  landscape::CellSize cell;
  std::shared_ptr<const landscape::RowSizes> rows;  ///< on a grid in degrees, else null
};

/// Without a CRS the units are taken as metres, with a warning.
/// \param allow_geographic  sizes of a grid in degrees are those of each row on the ellipsoid
/// \throws InputError for a grid in degrees that is not allowed, as refuse_degrees()
CellMeasure cell_measure_of(const Grid& grid, const std::string& path, bool allow_geographic,
                            Session& session);

/// \throws InputError saying what has no length in metres on a grid in degrees, with the gdalwarp
///         command to a fitting equal-area one
[[noreturn]] void refuse_degrees(const Grid& grid, const std::string& path,
                                 const std::string& what);

}  // namespace terrabalance
