#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/value/span2d.hpp"
#include "kernels/landscape/patches/bits/bit_row.hpp"

namespace terrabalance::landscape {

/// The codes of one row, with room on both sides, so that whole words of them can be compared.
template <class Code>
class CodeRow {
 public:
  explicit CodeRow(std::int32_t width)
      : copy_(margin + static_cast<std::size_t>(width) + word_bits),
        codes_(copy_.data() + margin) {}
  CodeRow(const CodeRow&) = delete;
  CodeRow& operator=(const CodeRow&) = delete;

  /// Codes stay where they are if there are others around them; else they are copied.
  /// \param translated  by code; empty: as they are
  void take(const Span2D<const Code>& cells, std::int64_t y, std::span<const Code> translated) {
    const std::span<const Code> row = cells.row(y);
    const std::int64_t words = (cells.width + word_bits - 1) / word_bits;
    const std::int64_t left = (cells.height - 1 - y) * cells.stride + cells.width;
    if (translated.empty() && y > 0 && left >= words * word_bits) {
      codes_ = row.data();
      return;
    }
    codes_ = copy_.data() + margin;
    Code* const codes = copy_.data() + margin;
    if (translated.empty()) {
      std::copy(row.begin(), row.end(), codes);
    } else {
      for (std::size_t x = 0; x < row.size(); ++x)
        codes[x] = translated[row[x]];
    }
  }
  Code operator[](std::int32_t x) const { return codes_[x]; }

  const Code* data() const { return codes_; }

  /// The cells whose code is another than that of the cell before.
  void compare_sideways(const BitLoops& loops, BitRow& bits) const {
    loops.of<Code>().differences(codes_, codes_ - 1, bits.words(), bits.data());
    bits.finish();
  }

 private:
  static constexpr std::size_t margin = 16;

  std::vector<Code> copy_;
  const Code* codes_;
};

}  // namespace terrabalance::landscape
