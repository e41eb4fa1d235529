#pragma once

#include <array>
#include <cstdint>

#include <Random123/philox.h>

namespace terrabalance {

/// A stream of random integers that is a pure function of (seed, stream, draw): Philox4x32-10
/// (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). Whoever computes a draw,
/// on whatever thread, gets the same numbers.
class RandomStream {
 public:
  /// \param stream what is drawn for (a unit, a purpose); \param draw which permutation
  RandomStream(std::uint64_t seed, std::uint64_t stream, std::uint32_t draw)
      : key_{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}},
        counter_{{draw, 0, static_cast<std::uint32_t>(stream),
                  static_cast<std::uint32_t>(stream >> 32)}} {}

  std::uint32_t next() {
    if (used_ == block_.size()) {
      const auto block = r123::Philox4x32()(counter_, key_);
      block_ = {block[0], block[1], block[2], block[3]};
      ++counter_[1];
      used_ = 0;
    }
    return block_[used_++];
  }

  /// An integer in [0, bound), by multiply and shift; the bias is below bound / 2^32.
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((std::uint64_t{next()} * bound) >> 32);
  }

  /// A real in (0, 1) with 32 random bits.
  double uniform() { return (next() + 0.5) * 0x1p-32; }

 private:
  r123::Philox4x32::key_type key_;
  r123::Philox4x32::ctr_type counter_;
  std::array<std::uint32_t, 4> block_{};
  std::size_t used_ = 4;
};

}  // namespace terrabalance
