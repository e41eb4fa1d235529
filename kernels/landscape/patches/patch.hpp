#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "kernels/landscape/patches/class_table.hpp"
#include "kernels/landscape/patches/moment_sum.hpp"

namespace terrabalance::landscape {

/// Size of a cell on the ground, metres; on a grid in degrees, of a cell in the middle row.
struct CellSize {
  double dx = 1;
  double dy = 1;
  double area_unit = 0;    ///< m2, of RowSums::area; 0 where all cells are of one size
  double length_unit = 0;  ///< m, of RowSums::length

  bool by_row() const { return area_unit > 0; }
  /// Of a cell, or of a unit of area where sizes differ by row, m2.
  double area() const { return by_row() ? area_unit : dx * dy; }
};

/// What cells of different rows add up to on a grid in degrees, in the units of RowSizes.
struct RowSums {
  std::int64_t area = 0;
  std::int64_t length = 0;  ///< of the sides that face something else

  void add(const RowSums& other) {
    area += other.area;
    length += other.length;
  }
  friend bool operator==(const RowSums&, const RowSums&) = default;
};

/// The outermost cells of a patch on the four sides of its bounding box: enough for the bounding
/// box and for the smallest circle around those cells.
struct Extremes {
  static constexpr std::int32_t far = std::numeric_limits<std::int32_t>::max();

  /// One side: its coordinate, and the first and last cell of the patch along it.
  struct Edge {
    std::int32_t at;
    std::int32_t low;
    std::int32_t high;
    void join(const Edge& other, bool other_is_outer) {
      if (other.at == at) {
        low = std::min(low, other.low);
        high = std::max(high, other.high);
      } else if (other_is_outer) {
        *this = other;
      }
    }
    friend bool operator==(const Edge&, const Edge&) = default;
  };
  Edge top{far, far, -1};    ///< row, first and last column
  Edge bottom{-1, far, -1};  ///< row, first and last column
  Edge left{far, far, -1};   ///< column, first and last row
  Edge right{-1, far, -1};   ///< column, first and last row

  /// Cells [begin, end) of row y.
  void add_run(std::int32_t y, std::int32_t begin, std::int32_t end) {
    add({.top = {y, begin, end - 1},
         .bottom = {y, begin, end - 1},
         .left = {begin, y, y},
         .right = {end - 1, y, y}});
  }
  void add(const Extremes& other) {
    top.join(other.top, other.top.at < top.at);
    bottom.join(other.bottom, other.bottom.at > bottom.at);
    left.join(other.left, other.left.at < left.at);
    right.join(other.right, other.right.at > right.at);
  }
  friend bool operator==(const Extremes&, const Extremes&) = default;
};

/// What is known of a patch, or of the part of it seen so far. All of it adds up.
/// The members below `vertical_sides` stay zero where no index asks for them.
struct Patch {
  std::int32_t zone = 0;
  ClassIndex class_index = 0;
  std::int64_t cells = 0;
  std::int64_t horizontal_sides = 0;  ///< sides of length dx that face something else
  std::int64_t vertical_sides = 0;    ///< sides of length dy that face something else

  std::int64_t first = std::numeric_limits<std::int64_t>::max();  ///< row-major place of first cell
  std::int64_t sum_x = 0;                                         ///< of the cells' columns
  std::int64_t sum_y = 0;                                         ///< of the cells' rows
  std::int64_t diagonal_pairs = 0;  ///< unordered pairs of its cells that touch at a corner
  std::int64_t core_units = 0;      ///< its core cells, as area_units() counts
  std::int64_t cores = 0;           ///< connected regions of core cells
  Int128 distance_units = 0;        ///< sum of distances to the centroid, see gyrate.hpp
  /// Sides that face other classes of the zone times the contrast to them, see ClassWeights::units;
  /// where cells differ by row all are in the first, by their lengths.
  Int128 stacked_contrast = 0;       ///< of sides of length dx
  Int128 side_by_side_contrast = 0;  ///< of sides of length dy
  Extremes extremes{};
  RowSums on_rows{};         ///< zero where all cells are of one size
  double circle_radius = 0;  ///< m, of the smallest circle around it; known once it is complete

  void add(const Patch& other) {
    cells += other.cells;
    horizontal_sides += other.horizontal_sides;
    vertical_sides += other.vertical_sides;
    first = std::min(first, other.first);
    sum_x += other.sum_x;
    sum_y += other.sum_y;
    diagonal_pairs += other.diagonal_pairs;
    core_units += other.core_units;
    cores += other.cores;
    distance_units += other.distance_units;
    stacked_contrast += other.stacked_contrast;
    side_by_side_contrast += other.side_by_side_contrast;
    extremes.add(other.extremes);
    on_rows.add(other.on_rows);
  }
  bool same_kind(const Patch& other) const {
    return zone == other.zone && class_index == other.class_index;
  }
  /// Its area as a whole number of what CellSize::area() is the area of.
  std::int64_t area_units(const CellSize& cell) const {
    return cell.by_row() ? on_rows.area : cells;
  }
  double area(const CellSize& cell) const {
    return static_cast<double>(area_units(cell)) * cell.area();
  }
  double perimeter(const CellSize& cell) const {
    if (cell.by_row()) return static_cast<double>(on_rows.length) * cell.length_unit;
    return static_cast<double>(horizontal_sides) * cell.dx +
           static_cast<double>(vertical_sides) * cell.dy;
  }
};

}  // namespace terrabalance::landscape
