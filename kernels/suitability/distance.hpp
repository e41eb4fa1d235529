#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/value/tile_view.hpp"
#include "kernels/suitability/column_ends.hpp"

/// \file
/// Second pass of the exact Euclidean distance transform where cells are no squares, separable
/// after Meijster, Roerdink and Hesselink 2000, "A general algorithm for computing distance
/// transforms in linear time": distances along columns first, then the lower envelope of parabolas
/// along each row. For squares see site_sweep.hpp.
namespace terrabalance {

constexpr std::int32_t no_distance = std::numeric_limits<std::int32_t>::max();

/// Distance in rows from each cell of a tile to the nearest cell of the target in its own column,
/// anywhere in the grid; no_distance if the column has none.
/// \param neighbours  of the tile's row of tiles
/// \param target      index of the target in the neighbours' lists
/// \param columns     width of the grid
/// \param rows_apart  first cell of the tile in a row-major buffer with `columns` cells a row
void column_distances(const TileView& tile, const CodeSet& set, const StripNeighbours& neighbours,
                      std::size_t target, std::int64_t columns, std::int32_t* rows_apart);

/// Turns column distances of whole rows into distances between cell centres.
class RowDistances {
 public:
  /// On geographic grids the size of cells is that of the row's own.
  /// \param rows_apart  of one row; no_distance where a column has none
  /// \param metres      inf if no column has any
  void fill(std::span<const std::int32_t> rows_apart, double width_m, double height_m,
            std::span<float> metres);

 private:
  /// A column whose nearest cell of the target is the nearest of all for some columns.
  struct Parabola {
    double column;
    double height;    ///< squared column distance, in widths of a cell
    double constant;  ///< column^2 + height
  };

  void evaluate();
  std::span<const std::int32_t> candidates(std::span<const std::int32_t> rows_apart);

  std::vector<std::int32_t> columns_;
  std::vector<Parabola> envelope_;
  std::vector<double> squares_;  // distance in widths of a cell
};

}  // namespace terrabalance
