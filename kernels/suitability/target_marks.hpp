#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/value/tile_view.hpp"

namespace terrabalance {

/// Which codes make up a class that distances are measured to.
using CodeSet = std::vector<std::uint8_t>;  // 65536 flags

/// Tells which cells of one tile's first layer are of a class. The few codes that a class usually
/// has are compared with many cells at a time.
class TargetMarks {
 public:
  /// \param tile, set  outlive this
  TargetMarks(const TileView& tile, const CodeSet& set);

  /// 255 for each cell of row y of the tile that is of the class, else 0.
  void fill(std::int64_t y, std::span<std::uint8_t> marks) const;

 private:
  void fill(std::span<const std::uint8_t> cells, std::span<std::uint8_t> marks) const;
  void fill(std::span<const std::uint16_t> cells, std::span<std::uint8_t> marks) const;

  const TileView* tile_;
  const CodeSet* set_;
  int nodata_;
  std::vector<std::uint8_t> byte_codes_;        // 8-bit codes of the class
  std::array<std::uint8_t, 256> byte_marks_{};  // by code
};

}  // namespace terrabalance
