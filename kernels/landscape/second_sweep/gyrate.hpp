#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/landscape/patches/patch.hpp"
#include "kernels/landscape/row_sizes.hpp"

namespace terrabalance::landscape {

/// Distances in multiples of 2^-36 of a cell's width, each rounded once: their sums are exact.
/// The error of a mean distance is below 2^-37 cells, of at least 1/4 cell.
struct DistanceUnits {
  static constexpr double per_cell = 0x1p36;
  static double cells(Int128 units) { return static_cast<double>(units) / per_cell; }
};

/// Mean place of a patch's cells, in cells of the grid.
struct Centroid {
  double x = 0;
  double y = 0;
  explicit Centroid(const Patch& patch)
      : x(static_cast<double>(patch.sum_x) / static_cast<double>(patch.cells)),
        y(static_cast<double>(patch.sum_y) / static_cast<double>(patch.cells)) {}
};

/// Sum over the cells [begin, end) of row y of their distance to the centroid, in DistanceUnits.
/// \param rows  on a grid in degrees, else null
inline Int128 distance_units(const Centroid& centroid, const CellSize& cell, const RowSizes* rows,
                             std::int64_t y, std::int64_t begin, std::int64_t end) {
  double dy = (static_cast<double>(y) - centroid.y) * (cell.dy / cell.dx);
  double width = 1;
  if (rows != nullptr) {
    dy = (rows->southing(y) - rows->southing(centroid.y)) / cell.dx;
    width = (rows->cell_width(y) + rows->cell_width(centroid.y)) / 2 / cell.dx;
  }
  Int128 sum = 0;
  for (std::int64_t x = begin; x < end; ++x) {
    const double dx = (static_cast<double>(x) - centroid.x) * width;
    sum += std::llrint(std::sqrt(dx * dx + dy * dy) * DistanceUnits::per_cell);
  }
  return sum;
}

}  // namespace terrabalance::landscape
