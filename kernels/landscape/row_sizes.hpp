#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/value/cell_area.hpp"
#include "engine/value/cell_size.hpp"
#include "engine/value/grid.hpp"

namespace terrabalance::landscape {

/// Sizes of the cells of a grid in degrees, row by row on the ellipsoid, as whole multiples of
/// fixed units: their sums are the same bits in any order, and no sum over the whole grid
/// overflows 2^62. Of N cells, areas are rounded to 2^-(60 - log2 N) of the largest or finer,
/// lengths to four times that, and to no less than 2^-40.
class RowSizes {
 public:
  RowSizes(const Grid& grid, const terrabalance::CellSize& size, const CellArea& area);

  /// Of a cell of row y, in units of area_unit().
  std::int64_t area(std::int64_t y) const { return areas_[static_cast<std::size_t>(y)]; }
  /// Of a side between the rows y - 1 and y, in units of length_unit(): the mean of both rows'
  /// widths. Lines 0 and `height` are the grid's border.
  std::int64_t width(std::int64_t line) const { return widths_[static_cast<std::size_t>(line)]; }
  /// Of a side between two cells of row y, in units of length_unit().
  std::int64_t height(std::int64_t y) const { return heights_[static_cast<std::size_t>(y)]; }

  /// \name For distances, metres: along a parallel, by the mean of the widths of the cells at both
  /// ends; along the meridian; and both as in a plane.
  /// @{
  double cell_width(std::int64_t y) const { return middles_[static_cast<std::size_t>(y)]; }
  double cell_height(std::int64_t y) const { return static_cast<double>(height(y)) * length_unit_; }
  /// From the middle of row 0 to that of row y.
  double southing(std::int64_t y) const { return southings_[static_cast<std::size_t>(y)]; }
  /// The same for a place between two rows.
  double cell_width(double y) const { return between(middles_, y); }
  double southing(double y) const { return between(southings_, y); }
  /// @}

  double area_unit() const { return area_unit_; }      ///< m2
  double length_unit() const { return length_unit_; }  ///< m

 private:
  static double between(const std::vector<double>& values, double y) {
    const auto above = static_cast<std::size_t>(y);
    const double part = y - static_cast<double>(above);
    return part == 0 ? values[above] : values[above] + part * (values[above + 1] - values[above]);
  }

  std::vector<double> middles_;
  std::vector<double> southings_;
  std::vector<std::int64_t> areas_;
  std::vector<std::int64_t> widths_;
  std::vector<std::int64_t> heights_;
  double area_unit_ = 1;
  double length_unit_ = 1;
};

}  // namespace terrabalance::landscape
