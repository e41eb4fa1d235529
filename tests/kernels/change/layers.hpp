#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/sweep/kernel.hpp"
#include "engine/sweep/partition.hpp"
#include "engine/value/tile_view.hpp"

namespace terrabalance {

/// Small rasters in memory: codes of some years and zones (0 = none), cut into tiles as a reader
/// would.
template <class Cell>
struct Layers {
  Grid grid;
  std::vector<std::vector<Cell>> years;  ///< row-major
  std::vector<std::int32_t> zones;
  int nodata = -1;

  TileView view(const Tile& tile, ZoneRuns& runs) const {
    TileView view;
    view.tile = tile;
    for (const auto& year : years) {
      view.codes.push_back({Span2D<const Cell>{year.data() + tile.y * grid.width + tile.x,
                                               tile.width, tile.height, grid.width},
                            nodata});
    }
    runs.clear();
    for (std::int64_t y = 0; y < tile.height; ++y) {
      for (std::int32_t x = 0; x < tile.width;) {
        const auto zone_at = [&](std::int32_t column) {
          return zones[static_cast<std::size_t>((tile.y + y) * grid.width + tile.x + column)];
        };
        std::int32_t end = x;
        while (end < tile.width && zone_at(end) == zone_at(x))
          ++end;
        if (zone_at(x) != 0) runs.add({x, end, zone_at(x)});
        x = end;
      }
      runs.end_row();
    }
    view.zones = &runs;
    return view;
  }

  /// Scans all tiles of a side and merges them in the engine's order.
  template <Kernel K>
  typename K::Summary sweep(const K& kernel, std::int64_t side) const {
    const Partition partition(grid, side, side);
    typename K::Summary whole;
    for (std::int64_t row = 0; row < partition.rows(); ++row) {
      typename K::Summary band;
      for (std::int64_t column = 0; column < partition.columns(); ++column) {
        ZoneRuns runs;
        auto next = kernel.scan(view(partition.tile(row, column), runs));
        if (column == 0) {
          band = std::move(next);
        } else {
          kernel.merge(band, std::move(next), Side::right);
        }
      }
      if (row == 0) {
        whole = std::move(band);
      } else {
        kernel.merge(whole, std::move(band), Side::below);
      }
    }
    return whole;
  }
};

}  // namespace terrabalance
