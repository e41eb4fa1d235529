#include "kernels/account/few_codes.hpp"

#include <algorithm>
#include <cstring>

namespace terrabalance {
namespace {

/// Read at offset n: lanes with 1 in the last n, 0 in the others.
struct Tail {
  std::array<std::uint8_t, 2 * FewCodes::width> mask{};
  constexpr Tail() { std::fill_n(mask.begin() + FewCodes::width, FewCodes::width, 1); }
};
constexpr Tail tail;

template <class Lanes>
bool same(const Lanes& a, const Lanes& b) {
  std::array<std::uint64_t, 2> differences{};
  const Lanes difference = a ^ b;
  static_assert(sizeof(differences) == sizeof(difference));
  std::memcpy(differences.data(), &difference, sizeof(difference));
  return (differences[0] | differences[1]) == 0;
}

}  // namespace

FewCodes::Lanes FewCodes::load(const std::uint8_t* cells) {
  Lanes lanes;
  std::memcpy(&lanes, cells, sizeof(lanes));
  return lanes;
}

/// Counts how often each lane is each code.
void FewCodes::count(std::span<const std::uint8_t> cells, const Group& codes, Group& sums) {
  Group more;
#pragma GCC unroll 8
  for (Lanes& sum : more)
    sum = Lanes{};
  const std::uint8_t* p = cells.data();
  const std::uint8_t* end = p + cells.size() / width * width;
  for (; p != end; p += width) {
    const Lanes here = load(p);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < group; ++i)
      more[i] -= reinterpret_cast<Lanes>(here == codes[i]);
  }
  // The last cells once more, with those masked that were counted already.
  const Lanes mask = load(tail.mask.data() + cells.size() % width);
  const Lanes here = load(cells.data() + cells.size() - width);
#pragma GCC unroll 8
  for (std::size_t i = 0; i < group; ++i)
    sums[i] = more[i] + (reinterpret_cast<Lanes>(here == codes[i]) & mask);
}

/// Notes codes that are not known yet. \return false if there is no room for them
bool FewCodes::learn(std::span<const std::uint8_t> cells) {
  for (const std::uint8_t cell : cells) {
    const auto end = code_.begin() + static_cast<std::ptrdiff_t>(codes_);
    if (std::find(code_.begin(), end, cell) != end) continue;
    if (codes_ == most) return false;
    code_[codes_] = cell;
    lanes_of_code_[codes_ / group][codes_ % group] = Lanes{} + cell;
    ++codes_;
  }
  return true;
}

/// Counts cells that lanes of bytes have room for.
bool FewCodes::add_piece(std::span<const std::uint8_t> cells) {
  const auto of_a_lane = static_cast<int>((cells.size() + width - 1) / width);
  if (counted_ + of_a_lane > full) settle();
  const Lanes expected = Lanes{} + static_cast<std::uint8_t>(cells.size() / width) +
                         load(tail.mask.data() + cells.size() % width);
  std::array<Group, most / group> sums;
  for (;;) {
    Lanes known{};
    for (std::size_t g = 0; g * group < codes_; ++g)
      count(cells, lanes_of_code_[g], sums[g]);
    for (std::size_t i = 0; i < codes_; ++i)
      known += sums[i / group][i % group];
    if (same(known, expected)) break;
    if (!learn(cells)) return false;
  }
  for (std::size_t i = 0; i < codes_; ++i)
    sums_[i / group][i % group] += sums[i / group][i % group];
  counted_ += of_a_lane;
  return true;
}

std::size_t FewCodes::add(std::span<const std::uint8_t> cells) {
  constexpr std::size_t piece = (full / 2) * width;
  std::size_t done = 0;
  while (done < cells.size()) {
    const std::size_t left = cells.size() - done;
    const std::size_t next = left < 2 * piece ? left : piece;
    if (!add_piece(cells.subspan(done, next))) break;
    done += next;
  }
  return done;
}

void FewCodes::settle() {
  for (std::size_t i = 0; i < codes_; ++i) {
    Lanes& sum = sums_[i / group][i % group];
    for (std::size_t lane = 0; lane < width; ++lane)
      counts_[i] += sum[lane];
    sum = Lanes{};
  }
  counted_ = 0;
}

}  // namespace terrabalance
