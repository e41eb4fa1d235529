#pragma once

#include <cstdint>
#include <vector>

#include "kernels/landscape/patches/disjoint_sets.hpp"
#include "kernels/landscape/patches/labelling.hpp"
#include "kernels/landscape/patches/patch_kernel.hpp"
#include "kernels/landscape/patches/summary.hpp"

namespace terrabalance::landscape {

/// The core regions of a tile that may go on beyond it. At an edge depth of 1 the outer cells are
/// not decided yet, so those that reach the second line of cells from a side; deeper ones are
/// known, outer cells included, and those that reach the first line.
struct TileCores {
  DisjointSets sets;
  std::vector<CoreRegion> regions;                      ///< by label
  std::vector<std::uint32_t> left, right, top, bottom;  ///< labels, or Summary::no_core
};

/// Areas of the cells of a tile by row, as Patch::area_units().
struct RowUnits {
  const RowSizes* rows = nullptr;  ///< null where all cells are of one size
  std::int64_t first = 0;          ///< the tile's first row

  std::int64_t of(std::int64_t y) const { return rows == nullptr ? 1 : rows->area(first + y); }
};

/// Labels the regions of core cells and adds their number and area to their patches.
/// \param inner  core cells as runs, with the labels of their patches (see erode, deep_cores)
/// \param line   of cells from a side that a region has to reach to be kept: 0 or 1, see TileCores
/// \param patches  by root of `patch_sets`, which is flat
/// \param classes  gets the other regions' areas
TileCores label_cores(const RunRows& inner, const DisjointSets& patch_sets, std::int64_t width,
                      std::int64_t line, Directions directions, const RowUnits& units,
                      std::vector<Patch>& patches, KeyedTotals<ClassTotals>& classes);

/// Core cells of a tile at an edge depth d of more than 1: those whose neighbours in up to d steps
/// over cell sides are all of their patch. That is d times the erosion of depth 1.
/// \param around  the tile with d more cells on each side, as far as the raster reaches
/// \param tile    labelled, with its runs
RunRows deep_cores(const TileView& around, std::size_t layer, const PatchOptions& options,
                   const Tile& area, const Labelling& tile);

}  // namespace terrabalance::landscape
