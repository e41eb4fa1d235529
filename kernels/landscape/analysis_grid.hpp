#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "engine/sweep/kernel.hpp"

/// \file
/// Indices of the cells of a regular grid: each cell is a zone of its own, so patches end at its
/// border.
namespace terrabalance::landscape {

/// A grid of cells of the same size, from the raster's upper left corner on. Cells at the right and
/// lower border are cut off there.
struct AnalysisGrid {
  std::int64_t raster_width = 0;
  std::int64_t raster_height = 0;
  std::int64_t cell_width = 1;   ///< in cells of the raster
  std::int64_t cell_height = 1;  ///< in cells of the raster

  std::int64_t columns() const { return (raster_width + cell_width - 1) / cell_width; }
  std::int64_t rows() const { return (raster_height + cell_height - 1) / cell_height; }

  /// Zones of a tile: the parts of its zone runs in each cell of the grid. The number of a cell,
  /// row by row from 0, is that of its zone; it does not matter which zone a run was in.
  ZoneRuns cut(const TileView& view) const {
    ZoneRuns cells;
    for (std::int64_t y = 0; y < view.tile.height; ++y) {
      const std::int64_t first = (view.tile.y + y) / cell_height * columns();
      for (const ZoneRun& run : view.zones->row(y)) {
        for (std::int32_t x = run.begin; x < run.end;) {
          const std::int64_t column = (view.tile.x + x) / cell_width;
          const auto border = static_cast<std::int32_t>((column + 1) * cell_width - view.tile.x);
          const std::int32_t end = std::min(run.end, border);
          cells.add({x, end, static_cast<std::int32_t>(first + column)});
          x = end;
        }
      }
      cells.end_row();
    }
    return cells;
  }
};

/// A kernel of zones, for the cells of a grid.
template <Kernel Inner>
class OnGrid {
 public:
  using Summary = typename Inner::Summary;

  OnGrid(const AnalysisGrid& grid, Inner inner) : grid_(grid), inner_(std::move(inner)) {}

  Summary scan(const TileView& view) const {
    const ZoneRuns cells = grid_.cut(view);
    TileView on_grid = view;
    on_grid.zones = &cells;
    return inner_.scan(on_grid);
  }
  void merge(Summary& first, Summary&& second, Side side) const {
    inner_.merge(first, std::move(second), side);
  }
  std::int64_t halo() const requires requires(const Inner& inner) { inner.halo(); }
  { return inner_.halo(); }

 private:
  AnalysisGrid grid_;
  Inner inner_;
};

}  // namespace terrabalance::landscape
