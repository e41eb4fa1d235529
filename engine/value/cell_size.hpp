#pragma once

#include <cstdint>

#include "engine/value/grid.hpp"

namespace terrabalance {

/// Width and height of a grid's cells in metres, row by row: one size on projected grids; on
/// geographic ones the lengths of the parallel and the meridian through the row's middle, on the
/// ellipsoid.
class CellSize {
 public:
  static CellSize planar(const Grid& grid, double metres_per_unit);

  /// \param semi_major metres; \param inverse_flattening 0 for a sphere
  static CellSize ellipsoidal(const Grid& grid, double semi_major, double inverse_flattening);

  double width_m(std::int64_t y) const;
  double height_m(std::int64_t y) const;

  /// Whether every cell of the grid is the same square.
  bool square() const { return !ellipsoidal_ && width_ == height_; }

 private:
  double latitude(std::int64_t y) const;

  bool ellipsoidal_ = false;
  double width_ = 1;   // metres, or radians on an ellipsoid
  double height_ = 1;  // metres, or radians on an ellipsoid
  double north_ = 0;   // latitude of row 0's outer edge, radians
  double step_ = 0;    // latitude from row to row, radians, signed
  double semi_major_ = 0;
  double eccentricity2_ = 0;
};

}  // namespace terrabalance
