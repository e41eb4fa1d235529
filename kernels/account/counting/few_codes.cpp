#include "kernels/account/counting/few_codes.hpp"

#include <algorithm>

namespace terrabalance {

/// Notes codes that are not known yet. \return false if there is no room for them
bool FewCodes::learn(std::span<const std::uint8_t> cells) {
  if (codes_ == 0) code_.fill(cells.front());  // unused places repeat a code
  codes_ = std::max<std::size_t>(codes_, 1);
  for (;;) {
    const std::size_t other =
        count_loop().find_other(cells.data(), cells.size(), code_.data(), codes_);
    if (other == cells.size()) return true;
    if (codes_ == most) return false;
    code_[codes_++] = cells[other];
    // Those before are known; but a loop wants a few cells.
    cells = cells.subspan(std::min(other, cells.size() - least));
  }
}

bool FewCodes::add_piece(std::span<const std::uint8_t> cells) {
  std::array<std::uint32_t, most> counts;
  while (codes_ == 0 ||
         !count_loop().run(cells.data(), cells.size(), code_.data(), codes_, counts.data())) {
    if (!learn(cells)) return false;
  }
  for (std::size_t i = 0; i < codes_; ++i)
    counts_[i] += counts[i];
  return true;
}

std::size_t FewCodes::add(std::span<const std::uint8_t> cells) {
  constexpr std::size_t piece = 16384;  // a code that is new costs going over its piece again
  std::size_t done = 0;
  while (done < cells.size()) {
    const std::size_t left = cells.size() - done;
    const std::size_t next =
        left < piece + least ? left : piece;  // what is left is never too short
    if (!add_piece(cells.subspan(done, next))) break;
    done += next;
  }
  return done;
}

}  // namespace terrabalance
