#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "kernels/account/counting/count_loop.hpp"

/// \file
/// Positional population count: a table gives each cell one bit for its code, and carry-save adders
/// add the bits of 32 registers up before any is counted. After W. Muła, N. Kurz, D. Lemire, Faster
/// population counts using AVX2 instructions, The Computer Journal 61 (2018).
/// Instruction sets compile it for themselves. Nothing here has a name outside its file.
namespace terrabalance {
namespace {

/// A bit for every cell and code.
template <class Machine, std::size_t groups>
struct Bits {
  // std::array drops what the type promises.
  typename Machine::Register of[groups];  // NOLINT(modernize-avoid-c-arrays)
};

/// Adders of the bits of all groups: level n holds those that count 2^n.
/// \tparam Machine  has a Register; zero(); sum(a, b, c) and carry(a, b, c), bit by bit; and
///                  cells_of(bits, i), which gathers bit i of every byte
template <class Machine, std::size_t groups>
class Adders {
 public:
  using Register = typename Machine::Register;
  static constexpr std::size_t group = CountLoop::group;
  static constexpr int depth = 5;
  static constexpr std::size_t block = sizeof(Register) << depth;  // cells

  Adders() {
    for (Bits<Machine, groups>& level : levels_) {
      for (Register& bits : level.of)
        bits = Machine::zero();
    }
  }

  /// Adds up 2^level registers that next() gives. \return those that count 2^level
  template <int level, class Next>
  [[gnu::always_inline]] Bits<Machine, groups> take(const Next& next) {
    if constexpr (level == 0) {
      return next();
    } else {
      const Bits<Machine, groups> a = take<level - 1>(next);
      const Bits<Machine, groups> b = take<level - 1>(next);
      Bits<Machine, groups>& sum = levels_[level - 1];
      Bits<Machine, groups> carry;
      for (std::size_t g = 0; g < groups; ++g) {
        carry.of[g] = Machine::carry(sum.of[g], a.of[g], b.of[g]);
        sum.of[g] = Machine::sum(sum.of[g], a.of[g], b.of[g]);
      }
      return carry;
    }
  }

  /// Adds what the levels hold to counts.
  void drain(std::uint32_t* counts) const {
    for (int level = 0; level < depth; ++level)
      add(levels_[static_cast<std::size_t>(level)], level, counts);
  }

  static void add(const Bits<Machine, groups>& bits, int level, std::uint32_t* counts) {
    for (std::size_t g = 0; g < groups; ++g) {
      for (std::size_t i = 0; i < group; ++i) {
        const auto cells = Machine::cells_of(bits.of[g], i);
        counts[g * group + i] += static_cast<std::uint32_t>(std::popcount(cells)) << level;
      }
    }
  }

 private:
  std::array<Bits<Machine, groups>, depth> levels_;
};

}  // namespace
}  // namespace terrabalance
