#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/value/tile_view.hpp"
#include "kernels/landscape/patches/class_table.hpp"
#include "kernels/landscape/patches/patch.hpp"

/// \file
/// Indices of the square window around every cell: those that follow from counts of cells and of
/// sides between them. The window moves cell by cell; its counts change by one column of counts
/// that leaves and one that enters, whatever its size.
namespace terrabalance::landscape {

enum class WindowMetric : std::uint8_t { pland, ed, shdi, contag, ai };

/// One map: an index of the landscape in the window, or of one class of it.
struct WindowIndex {
  static constexpr ClassIndex whole_landscape = ClassTable::outside;
  WindowMetric metric = WindowMetric::shdi;
  ClassIndex of_class = whole_landscape;
};

/// Cells further than `radius` columns or rows from the middle, outside the raster or without a
/// class or zone do not count. Definitions as in indices.hpp, the window being the landscape.
/// \param view    with a halo of `radius`; the windows of the cells of view.core are wanted
/// \param maps    one value for each of them, row by row, of each index; NaN where the cell itself
///                does not count or the index is not available
void window_indices(const TileView& view, std::size_t layer, const ClassTable& classes,
                    const CellSize& cell, std::int64_t radius, std::span<const WindowIndex> indices,
                    std::span<std::vector<double>> maps);

}  // namespace terrabalance::landscape
