#pragma once

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "engine/sweep/kernel.hpp"
#include "engine/value/tile_view.hpp"

namespace terrabalance {

/// Which codes make up a class that distances are measured to.
using CodeSet = std::vector<std::uint8_t>;  // 65536 flags

/// First pass of the distance transform: for each tile row, the first and last row of every column
/// that holds a cell of each target class. It tells a later pass over one tile row all that it
/// needs to know of the tile rows above and below: two numbers a column and tile row.
class ColumnEnds {
 public:
  static constexpr std::int32_t none_below = std::numeric_limits<std::int32_t>::max();
  static constexpr std::int32_t none_above = std::numeric_limits<std::int32_t>::min();

  /// One tile row, or part of one. Both lists are [target][column].
  struct Strip {
    std::int64_t y = 0;
    std::int64_t width = 0;
    std::vector<std::int32_t> first;  ///< row of the grid; none_below if there is no such cell
    std::vector<std::int32_t> last;   ///< none_above if there is no such cell

    template <class Archive>
    void archive(Archive& a) {
      a(y, width, first, last);
    }
  };
  using Summary = std::vector<Strip>;  ///< from top to bottom

  /// \param targets  outlive the kernel
  explicit ColumnEnds(const std::vector<CodeSet>& targets) : targets_(&targets) {}

  Summary scan(const TileView& tile) const;
  void merge(Summary& first, Summary&& second, Side side) const;

 private:
  const std::vector<CodeSet>* targets_;
};

/// Calls visit(x, y) for every cell of the tile's first layer whose code is in the set, from left
/// to right and top to bottom; places are in the tile.
template <class Visit>
void for_each_in_set(const TileView& tile, const CodeSet& set, const Visit& visit) {
  std::visit(
      [&](const auto& cells) {
        for (std::int64_t y = 0; y < cells.height; ++y) {
          const auto row = cells.row(y);
          for (std::size_t x = 0; x < row.size(); ++x) {
            if (set[row[x]] != 0 && row[x] != tile.codes.front().nodata) visit(x, y);
          }
        }
      },
      tile.codes.front().cells);
}

/// For each tile row, the nearest row above its top and below its bottom with a cell of a target:
/// what the second pass starts from. [target][column], none_above and none_below where there is
/// none.
struct StripNeighbours {
  std::vector<std::int32_t> above;
  std::vector<std::int32_t> below;
};

/// \param strips  ColumnEnds of the whole grid
/// \param begin, end  tile rows that are wanted
std::vector<StripNeighbours> neighbours_of(const ColumnEnds::Summary& strips, std::size_t begin,
                                           std::size_t end);

}  // namespace terrabalance
