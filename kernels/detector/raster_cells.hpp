#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "engine/value/tile_view.hpp"

namespace terrabalance::detector {

/// Calls visit(x, y) for the cells of a tile that have a value in every layer.
template <class Visit>
void for_each_cell(const TileView& tile, const Visit& visit) {
  for (std::int64_t y = 0; y < tile.tile.height; ++y) {
    for (std::int64_t x = 0; x < tile.tile.width; ++x) {
      bool all = true;
      for (const auto& layer : tile.reals)
        all = all && !std::isnan(layer.row(y)[static_cast<std::size_t>(x)]);
      if (all) visit(static_cast<std::size_t>(x), y);
    }
  }
}

}  // namespace terrabalance::detector
