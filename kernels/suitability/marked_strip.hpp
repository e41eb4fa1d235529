#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/value/tile_view.hpp"
#include "kernels/suitability/column_ends.hpp"

namespace terrabalance {

/// Which cells of one row of tiles are of a class, cut into blocks of rows that can be worked on
/// apart: each knows the nearest row above and below it of every column.
class MarkedStrip {
 public:
  /// \param strip       whole rows of the grid
  /// \param block_rows  of all blocks but the last
  void start(const Tile& strip, std::int64_t block_rows);

  /// Takes in a tile of the strip; different tiles may come from different threads.
  /// \param neighbours  of the strip  \param target  index of the class in their lists
  void add(const TileView& tile, const CodeSet& set, const StripNeighbours& neighbours,
           std::size_t target);

  struct Block {
    std::int64_t first_row;               ///< in the grid
    std::span<const std::uint8_t> marks;  ///< row-major, whole rows; 255 or 0
    std::span<const std::int32_t> above;  ///< as in StripNeighbours, of the block
    std::span<const std::int32_t> below;
  };
  std::size_t blocks() const { return above_.size(); }
  Block block(std::size_t index) const;

 private:
  Tile strip_;
  std::int64_t block_rows_ = 1;
  std::vector<std::uint8_t> marks_;
  std::vector<std::vector<std::int32_t>> above_;  // by block
  std::vector<std::vector<std::int32_t>> below_;
};

}  // namespace terrabalance
