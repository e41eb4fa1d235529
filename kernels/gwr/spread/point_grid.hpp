#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/gwr/weight.hpp"

namespace terrabalance::gwr {

/// A rectangle of cells: columns [left, right), rows [bottom, top).
struct CellBox {
  std::int64_t left = 0, right = 0, bottom = 0, top = 0;

  std::int64_t width() const { return right - left; }
  std::int64_t height() const { return top - bottom; }
  bool empty() const { return width() <= 0 || height() <= 0; }
};

/// Where points lie, roughly: how many are in each cell of a grid. It is what every rank knows of
/// all points, and enough to say which of them may lie within reach of others.
class PointGrid {
 public:
  struct Extent {
    double west = 0, east = 0, south = 0, north = 0;
  };

  /// An empty grid with about sixteen points a cell.
  /// \param points  there will be
  PointGrid(const Extent& extent, std::int64_t points, Metric metric);

  std::int64_t columns() const { return columns_; }
  std::int64_t rows() const { return rows_; }
  CellBox whole() const { return {0, columns_, 0, rows_}; }

  /// The cell of a place in the extent: row * columns() + column.
  std::size_t cell_of(double x, double y) const;

  /// Takes the numbers of points, of all ranks, a cell each.
  void fill(const std::vector<std::int64_t>& counts);
  std::int64_t count(const CellBox& box) const;

  /// No place in the cell has its k-th neighbour, itself the first, farther away than this.
  /// \param k  in [1, all points]
  double neighbour_bound(std::int64_t column, std::int64_t row, std::int64_t k) const;

  /// Appends boxes with all cells that may hold points within a distance of a place in the cell.
  void add_boxes_within(std::int64_t column, std::int64_t row, double distance,
                        std::vector<CellBox>& boxes) const;

 private:
  double farthest(std::int64_t column, std::int64_t row, const CellBox& box) const;
  CellBox around(double column, double row, double units_x, double units_y) const;

  Metric metric_;
  double west_, south_;
  double cell_width_ = 1, cell_height_ = 1;
  std::int64_t columns_ = 1, rows_ = 1;
  std::vector<std::int64_t> below_left_;  ///< points below and left of a corner of cells
};

/// Cells of a grid.
struct CellSet {
  CellBox box;                   ///< all of them are in it
  std::vector<std::uint8_t> in;  ///< whether a cell of the box is one of them, row by row

  explicit CellSet(const CellBox& all);
  explicit CellSet(const std::vector<CellBox>& boxes);

  bool has(std::int64_t column, std::int64_t row) const;
};

}  // namespace terrabalance::gwr
