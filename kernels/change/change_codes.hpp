#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/value/tile_view.hpp"
#include "kernels/account/code_classes.hpp"

namespace terrabalance {

/// The change of each cell between two years as one number: 100 from + to, with classes counted
/// from 1; where there are more than 99 classes, (classes + 1) from + to. 0 outside zones and where
/// either year has no class.
class ChangeCodes {
 public:
  static constexpr std::size_t most_classes = 254;  // 16 bits hold that many

  /// \param classes  outlives this  \param count  number of classes, at most most_classes
  ChangeCodes(const CodeClasses& classes, std::size_t count)
      : classes_(&classes), base_(count <= 99 ? 100 : count + 1) {}

  std::uint16_t code(std::size_t from, std::size_t to) const {
    return static_cast<std::uint16_t>((from + 1) * base_ + to + 1);
  }

  /// Codes of the tile's cells, row-major. \param from, to  layers
  void fill(const TileView& tile, std::size_t from, std::size_t to,
            std::span<std::uint16_t> cells) const;

 private:
  const CodeClasses* classes_;
  std::size_t base_;
};

}  // namespace terrabalance
