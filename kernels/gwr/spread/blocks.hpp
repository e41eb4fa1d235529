#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/gwr/points/neighbourhood.hpp"
#include "kernels/gwr/spread/point_grid.hpp"

/// \file
/// All points are cut into blocks of neighbouring cells, the unit of every sum over places: results
/// do not depend on which rank has which block.
namespace terrabalance::gwr {

/// Points of a block, about, for so many in all: enough blocks for 64 ranks, but each so large that
/// what lies around it is little beside it, and so small that its fit takes some 60 MB.
std::int64_t points_per_block(std::int64_t points);

/// Cuts the grid, side by side, until no block but a single cell has more points. Blocks without
/// points are left out; those that follow each other lie near each other.
std::vector<CellBox> blocks_of(const PointGrid& grid, std::int64_t most);

/// Blocks [first of a rank, first of the next): about equally many points a rank. ranks + 1
/// numbers.
std::vector<std::size_t> shares_of(const PointGrid& grid, const std::vector<CellBox>& blocks,
                                   std::size_t ranks);

/// Cells that may hold points with weight at a place of the cells, these cells among them.
/// \param bandwidth  the largest that will be asked for: a distance, or a number of neighbours
CellSet cells_within(const PointGrid& grid, const CellSet& cells, const Weights& weights,
                     double bandwidth);

/// What a block needs of all points.
struct BlockCells {
  explicit BlockCells(const PointGrid& grid, const CellBox& block, const Weights& weights,
                      double bandwidth);

  CellBox own;
  CellSet helpers;  ///< own cells and those within their reach: their residuals enter local R²
  CellSet held;     ///< helpers and those within their reach
};

}  // namespace terrabalance::gwr
