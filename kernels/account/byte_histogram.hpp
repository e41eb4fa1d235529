#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

namespace terrabalance {

/// Counts of bytes, made for land cover: long runs of one code beside patchy places. Equal
/// neighbours go to different lanes, where no increment waits for the store of the one before.
class ByteHistogram {
 public:
  void add(std::span<const std::uint8_t> cells) {
    const std::uint8_t* p = cells.data();
    std::size_t left = cells.size();
    for (; left >= word; left -= word, p += word) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, p, word);
      if (eight == std::rotl(eight, 8)) {
        lanes_[0][eight & 255] += word;
      } else {
        for (std::size_t i = 0; i < word; ++i)
          ++lanes_[i % lanes][(eight >> (8 * i)) & 255];
      }
    }
    for (std::size_t i = 0; i < left; ++i)
      ++lanes_[0][p[i]];
  }

  /// Calls visit(code, count) for every code that was counted, from low to high, and starts afresh.
  template <class Visit>
  void drain(const Visit& visit) {
    for (std::size_t code = 0; code < 256; ++code) {
      std::uint32_t count = 0;
      for (auto& lane : lanes_)
        count += lane[code];
      if (count != 0) visit(static_cast<std::int32_t>(code), static_cast<std::int64_t>(count));
    }
    lanes_ = {};
  }

 private:
  static constexpr std::size_t word = 8;
  static constexpr std::size_t lanes = 4;
  std::array<std::array<std::uint32_t, 256>, lanes> lanes_{};
};

}  // namespace terrabalance
