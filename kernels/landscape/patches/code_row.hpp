#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "kernels/landscape/patches/bits/bit_row.hpp"

namespace terrabalance::landscape {

/// The codes of one row, with room on both sides, so that whole words of them can be compared.
template <class Code>
class CodeRow {
 public:
  explicit CodeRow(std::int32_t width)
      : codes_(margin + static_cast<std::size_t>(width) + word_bits) {}

  /// \param translated  by code; empty: codes stay as they are
  void take(std::span<const Code> row, std::span<const Code> translated) {
    Code* const codes = codes_.data() + margin;
    if (translated.empty()) {
      std::copy(row.begin(), row.end(), codes);
    } else {
      for (std::size_t x = 0; x < row.size(); ++x)
        codes[x] = translated[row[x]];
    }
  }
  Code operator[](std::int32_t x) const { return codes_[margin + static_cast<std::size_t>(x)]; }

  /// The cells whose code is another than that of the cell before.
  void compare_sideways(const BitLoops& loops, BitRow& bits) const {
    compare(loops, codes_.data() + margin - 1, bits);
  }
  /// The cells whose code is another than above.
  void compare_with(const BitLoops& loops, const CodeRow& above, BitRow& bits) const {
    compare(loops, above.codes_.data() + margin, bits);
  }

 private:
  void compare(const BitLoops& loops, const Code* others, BitRow& bits) const {
    const Code* const codes = codes_.data() + margin;
    if constexpr (std::is_same_v<Code, std::uint8_t>) {
      loops.differences_8(codes, others, bits.words(), bits.data());
    } else {
      loops.differences_16(codes, others, bits.words(), bits.data());
    }
    bits.finish();
  }

  static constexpr std::size_t margin = 16;

  std::vector<Code> codes_;
};

}  // namespace terrabalance::landscape
