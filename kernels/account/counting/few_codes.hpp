#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/account/counting/count_loop.hpp"

namespace terrabalance {

/// Counts of bytes that are but a few different ones, as codes of land cover are: whole registers
/// of cells are looked at for the codes met so far, see CountLoop. Gives up when there are too many
/// codes.
class FewCodes {
 public:
  static constexpr std::size_t most = CountLoop::most;    ///< codes that are told apart
  static constexpr std::size_t least = CountLoop::least;  ///< cells

  /// Counts cells, at least `least`.
  /// \return how many of the first ones were counted: all, unless there are more than `most` codes
  std::size_t add(std::span<const std::uint8_t> cells);

  /// Calls visit(code, count) for every code that was counted, in no particular order, and starts
  /// afresh.
  template <class Visit>
  void drain(const Visit& visit) {
    for (std::size_t i = 0; i < codes_; ++i) {
      if (counts_[i] != 0) visit(std::int32_t{code_[i]}, counts_[i]);
      counts_[i] = 0;
    }
  }

 private:
  bool add_piece(std::span<const std::uint8_t> cells);
  bool learn(std::span<const std::uint8_t> cells);

  std::size_t codes_ = 0;  // told apart so far
  std::array<std::uint8_t, most> code_{};
  std::array<std::int64_t, most> counts_{};
};

}  // namespace terrabalance
