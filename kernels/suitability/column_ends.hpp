#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "engine/value/tile_view.hpp"
#include "kernels/suitability/target_marks.hpp"

/// \file
/// First sweep of the distance transform: for each row of tiles, the first and last row of every
/// column that holds a cell of each target class. It tells the second sweep over one row of tiles
/// all that it needs to know of those above and below: two numbers a column and row of tiles.
namespace terrabalance {

constexpr std::int32_t none_below = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t none_above = std::numeric_limits<std::int32_t>::min();

/// Of one tile and target, one element a column.
struct ColumnEnds {
  std::vector<std::int32_t> first;  ///< row of the grid; none_below if there is no such cell
  std::vector<std::int32_t> last;   ///< none_above if there is no such cell
};

ColumnEnds column_ends(const TileView& tile, const CodeSet& target);

/// For one row of tiles, the nearest row above its top and below its bottom with a cell of a
/// target: what the second sweep starts from. [target][column], none_above and none_below where
/// there is none.
struct StripNeighbours {
  std::vector<std::int32_t> above;
  std::vector<std::int32_t> below;
};

}  // namespace terrabalance
