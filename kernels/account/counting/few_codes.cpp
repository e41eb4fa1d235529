#include "kernels/account/counting/few_codes.hpp"

#include <algorithm>
#include <numeric>

namespace terrabalance {

/// Notes codes that are not known yet. \return false if there is no room for them
bool FewCodes::learn(std::span<const std::uint8_t> cells) {
  std::uint8_t last = codes_ > 0 ? code_[codes_ - 1] : static_cast<std::uint8_t>(~cells.front());
  for (const std::uint8_t cell : cells) {
    if (cell == last) continue;
    last = cell;
    const auto end = code_.begin() + static_cast<std::ptrdiff_t>(codes_);
    if (std::find(code_.begin(), end, cell) != end) continue;
    if (codes_ == most) return false;
    code_[codes_++] = cell;
  }
  return true;
}

bool FewCodes::add_piece(std::span<const std::uint8_t> cells) {
  constexpr std::size_t group = CountLoop::group;
  std::array<std::uint32_t, most> counts;
  for (;;) {
    count_loop().run(cells.data(), cells.size(), code_.data(), (codes_ + group - 1) / group * group,
                     counts.data());
    const auto end = counts.begin() + static_cast<std::ptrdiff_t>(codes_);
    if (std::accumulate(counts.begin(), end, std::size_t{0}) == cells.size()) break;
    if (!learn(cells)) return false;
  }
  for (std::size_t i = 0; i < codes_; ++i)
    counts_[i] += counts[i];
  return true;
}

std::size_t FewCodes::add(std::span<const std::uint8_t> cells) {
  constexpr std::size_t piece = CountLoop::most / 2;  // so that what is left is never too short
  std::size_t done = 0;
  while (done < cells.size()) {
    const std::size_t left = cells.size() - done;
    const std::size_t next = left < 2 * piece ? left : piece;
    if (!add_piece(cells.subspan(done, next))) break;
    done += next;
  }
  return done;
}

}  // namespace terrabalance
