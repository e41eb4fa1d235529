#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/value/tile_view.hpp"
#include "kernels/suitability/column_ends.hpp"

/// \file
/// Second pass of the exact Euclidean distance transform, separable after Meijster, Roerdink and
/// Hesselink 2000, "A general algorithm for computing distance transforms in linear time":
/// distances along columns first, then the lower envelope of parabolas along each row.
namespace terrabalance {

constexpr std::int32_t no_distance = std::numeric_limits<std::int32_t>::max();

/// Distance in rows from each cell of a tile to the nearest cell of the target in its own column,
/// anywhere in the grid; no_distance if the column has none.
/// \param target      index of the target in the neighbours' lists
/// \param columns     width of the grid
/// \param rows_apart  first cell of the tile in a row-major buffer with `columns` cells a row
void column_distances(const TileView& tile, const CodeSet& set, const StripNeighbours& neighbours,
                      std::size_t target, std::int64_t columns, std::int32_t* rows_apart);

/// Turns column distances of whole rows into distances between cell centres.
class RowDistances {
 public:
  /// Of square cells. Squared distances in cells are exact integers.
  /// \param rows_apart  of one row; no_distance where a column has none
  /// \param metres      inf if no column has any
  void square(std::span<const std::int32_t> rows_apart, double cell_m, std::span<double> metres);

  /// Of cells of any shape. On geographic grids the size is that of the row's own cells.
  void oblong(std::span<const std::int32_t> rows_apart, double width_m, double height_m,
              std::span<double> metres);

 private:
  template <class Number, class Height>
  void transform(std::span<const std::int32_t> rows_apart, const Height& height, double scale,
                 std::span<double> metres);

  std::vector<std::int64_t> vertex_;  // column of each parabola of the lower envelope
  std::vector<std::int64_t> begin_;   // first column where it is the lowest
};

}  // namespace terrabalance
