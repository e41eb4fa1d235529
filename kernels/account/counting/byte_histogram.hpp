#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>

#include "kernels/account/counting/few_codes.hpp"

namespace terrabalance {

/// Counts of bytes, made for land cover: few codes, long runs of one beside patchy places. More
/// than a few codes are counted in a table: a stretch of one code costs one addition; elsewhere
/// neighbours go to different lanes, where no increment waits for the store of the one before.
class ByteHistogram {
 public:
  void add(std::span<const std::uint8_t> cells) {
    if (few_ && cells.size() >= FewCodes::least) {
      const std::size_t counted = few_codes_.add(cells);
      if (counted == cells.size()) return;
      few_ = false;
      cells = cells.subspan(counted);
    }
    add_to_lanes(cells);
  }

  /// Calls visit(code, count) for every code that was counted, in no particular order, and starts
  /// afresh.
  template <class Visit>
  void drain(const Visit& visit) {
    if (!in_lanes_) {
      few_codes_.drain(visit);
      return;
    }
    few_codes_.drain([&](std::int32_t code, std::int64_t count) {
      lanes_[0][static_cast<std::size_t>(code)] += static_cast<std::uint32_t>(count);
    });
    for (std::size_t code = 0; code < 256; ++code) {
      std::uint32_t count = 0;
      for (auto& lane : lanes_)
        count += lane[code];
      if (count != 0) visit(static_cast<std::int32_t>(code), static_cast<std::int64_t>(count));
    }
    lanes_ = {};
    in_lanes_ = false;
  }

 private:
  static constexpr std::size_t stretch = 32;
  static constexpr std::size_t lanes = 8;

  void add_to_lanes(std::span<const std::uint8_t> cells) {
    in_lanes_ = true;
    const std::uint8_t* p = cells.data();
    std::size_t left = cells.size();
    for (; left >= stretch; left -= stretch, p += stretch) {
      if (is_uniform(p)) {
        lanes_[0][*p] += stretch;
      } else {
        for (std::size_t i = 0; i < stretch; i += lanes) {
#pragma GCC unroll 8
          for (std::size_t lane = 0; lane < lanes; ++lane)
            ++lanes_[lane][p[i + lane]];
        }
      }
    }
    for (std::size_t i = 0; i < left; ++i)
      ++lanes_[i % lanes][p[i]];
  }

  /// Whether a stretch is one code throughout; words instead of bytes, without a branch in between.
  static bool is_uniform(const std::uint8_t* p) {
    const std::uint64_t first = 0x0101010101010101U * *p;
    std::uint64_t differs = 0;
#pragma GCC unroll 4
    for (std::size_t i = 0; i < stretch; i += sizeof(first)) {
      std::uint64_t word = 0;
      std::memcpy(&word, p + i, sizeof(word));
      differs |= word ^ first;
    }
    return differs == 0;
  }

  bool few_ = true;
  FewCodes few_codes_;
  bool in_lanes_ = false;
  std::array<std::array<std::uint32_t, 256>, lanes> lanes_{};
};

}  // namespace terrabalance
