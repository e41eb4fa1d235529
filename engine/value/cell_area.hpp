#pragma once

#include <cstdint>

#include "engine/value/grid.hpp"

namespace terrabalance {

/// A sum of cell areas, exact in the units of CellArea.
__extension__ using AreaSum = __int128;

/// Area of one cell, row by row, as an integer multiple of a power of two that is fixed by the grid
/// alone. Sums of areas are then integer sums: the same bits in any order of tiles and ranks.
/// The rounding is below 2^-60 of the largest cell.
class CellArea {
 public:
  /// Every cell has the area |dx dy| metres_per_unit^2 (projected grids).
  static CellArea planar(const Grid& grid, double metres_per_unit);

  /// Exact area on the ellipsoid between each row's parallels (geographic grids in degrees).
  /// Authalic formula of Snyder 1987, "Map projections: a working manual", USGS PP 1395, eq. 3-12.
  /// \param semi_major metres; \param inverse_flattening 0 for a sphere
  static CellArea ellipsoidal(const Grid& grid, double semi_major, double inverse_flattening);

  bool same_for_all_rows() const { return !ellipsoidal_; }

  /// Area of a cell of row y, in units of 1 / units_per_m2().
  std::int64_t row(std::int64_t y) const;

  double units_per_m2() const { return units_per_m2_; }

  /// Hectares of a sum of row() values.
  double hectares(AreaSum sum) const;

 private:
  explicit CellArea(double largest_cell_m2);
  double row_m2(std::int64_t y) const;

  bool ellipsoidal_ = false;
  double planar_m2_ = 0;
  double north_ = 0;       // latitude of row 0's outer edge, degrees
  double row_height_ = 0;  // degrees, signed
  double width_radians_ = 0;
  double semi_major_ = 0;
  double flattening_ = 0;
  double units_per_m2_ = 1;
};

}  // namespace terrabalance
