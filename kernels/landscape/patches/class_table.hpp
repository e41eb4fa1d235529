#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace terrabalance::landscape {

/// Number of a class in the study: what patches are made of. Several codes may share one.
using ClassIndex = std::uint16_t;

/// From a raster's codes to classes.
struct ClassTable {
  static constexpr ClassIndex outside = 0xffff;  ///< the cell is no part of the landscape
  static constexpr ClassIndex unknown = 0xfffe;  ///< as outside, and counted: the legend lacks it

  std::vector<ClassIndex> of_code;  ///< 256 entries for 8-bit layers, 65536 for 16-bit layers

  /// Every code is a class of its own.
  static ClassTable identity(std::size_t codes) {
    ClassTable table;
    table.of_code.resize(codes);
    std::iota(table.of_code.begin(), table.of_code.end(), ClassIndex{0});
    if (codes > unknown) table.of_code[unknown] = table.of_code[outside] = unknown;
    return table;
  }
};

}  // namespace terrabalance::landscape
