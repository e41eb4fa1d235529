#pragma once

#include <cstdint>
#include <span>

#include "engine/value/grid.hpp"
#include "engine/value/tile_view.hpp"
#include "kernels/landscape/second_sweep/second_sweep.hpp"
#include "kernels/suitability/target_marks.hpp"

/// \file
/// Area of the patch that each cell of a class lies in: patches are those of `landscape`, eight
/// neighbours, of the whole raster. A first sweep with landscape::PatchKernel finds the patches
/// that lie in more than one tile; the second labels each tile again and writes the areas.
namespace terrabalance {

/// What the first sweep measures of the patches of a set of codes.
landscape::PatchOptions patches_of(const CodeSet& codes, const Tile& grid);

/// Cells of the patch of each cell of a tile, row-major; 0 for cells that are not of the class.
/// \param view      cut as in the first sweep; its zones cover the tile
/// \param crossing  patches of the first sweep that lie in more than one tile
void fill_patch_cells(const TileView& view, const landscape::PatchOptions& options,
                      const landscape::CrossingPatches& crossing, std::span<std::int64_t> cells);

}  // namespace terrabalance
