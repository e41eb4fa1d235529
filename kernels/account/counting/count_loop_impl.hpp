#pragma once

#include <cstring>

#include "kernels/account/counting/count_loop.hpp"

/// \file
/// What each instruction set compiles for itself. Nothing here has a name outside its file.
namespace terrabalance {
namespace {

#if defined(__AVX2__)
inline constexpr std::size_t width = 32;
#else
inline constexpr std::size_t width = 16;
#endif
using Lanes [[gnu::vector_size(width)]] = std::uint8_t;
using Words [[gnu::vector_size(width)]] = std::uint64_t;

/// Read at offset n: the last n lanes are set.
struct Tail {
  std::uint8_t mask[2 * width] = {};  // NOLINT(modernize-avoid-c-arrays): see above
  constexpr Tail() {
    for (std::size_t i = width; i < 2 * width; ++i)
      mask[i] = 0xff;
  }
};
inline constexpr Tail tail;

inline Lanes load(const std::uint8_t* p) {
  Lanes lanes;
  std::memcpy(&lanes, p, sizeof(lanes));
  return lanes;
}

/// Of all lanes.
inline std::uint32_t sum(Lanes lanes) {
  constexpr std::uint64_t every_other = 0x00ff00ff00ff00ff;
  const auto words = reinterpret_cast<Words>(lanes);
  const Words pairs = (words & every_other) + (words >> 8 & every_other);
  std::uint64_t four = 0;  // sums of 16 bits
  for (std::size_t i = 0; i < width / sizeof(four); ++i)
    four += pairs[i];
  return static_cast<std::uint32_t>(four * 0x0001000100010001 >> 48);
}

/// Adds up what was seen of each code, and starts afresh.
inline void flush(Lanes* seen, std::uint32_t* counts) {
#pragma GCC unroll 8
  for (std::size_t i = 0; i < CountLoop::group; ++i) {
    counts[i] += sum(seen[i]);
    seen[i] = Lanes{};
  }
}

/// Compares as many cells at a time as a register holds with each of the codes, without a branch,
/// and adds the answers up in bytes: so it does not matter how patchy the land is.
inline void count_group(const std::uint8_t* cells, std::size_t size, const std::uint8_t* codes,
                        std::uint32_t* counts) {
  constexpr std::size_t group = CountLoop::group;
  constexpr std::size_t most = 254 * width;  // and one more, until a byte is full
  Lanes code[group];                         // NOLINT(modernize-avoid-c-arrays)
  Lanes seen[group];                         // NOLINT(modernize-avoid-c-arrays)
#pragma GCC unroll 8
  for (std::size_t i = 0; i < group; ++i) {
    code[i] = Lanes{} + codes[i];
    seen[i] = Lanes{};
    counts[i] = 0;
  }
  const std::uint8_t* const end = cells + size / width * width;
  for (const std::uint8_t* p = cells; p != end;) {
    const auto left = static_cast<std::size_t>(end - p);
    const std::uint8_t* const stop = p + (left < most ? left : most);
    for (; p != stop; p += width) {
      const Lanes here = load(p);
#pragma GCC unroll 8
      for (std::size_t i = 0; i < group; ++i)
        seen[i] -= reinterpret_cast<Lanes>(here == code[i]);
    }
    if (p != end) flush(seen, counts);
  }
  // The last cells once more, with those masked that were counted already.
  const Lanes here = load(cells + size - width);
  const Lanes mask = load(tail.mask + size % width);
#pragma GCC unroll 8
  for (std::size_t i = 0; i < group; ++i)
    seen[i] -= reinterpret_cast<Lanes>(here == code[i]) & mask;
  flush(seen, counts);
}

/// Whether the counts of so many codes account for all cells.
inline bool all_known(std::size_t size, std::size_t code_count, const std::uint32_t* counts) {
  std::size_t known = 0;
  for (std::size_t i = 0; i < code_count; ++i)
    known += counts[i];
  return known == size;
}

inline bool count(const std::uint8_t* cells, std::size_t size, const std::uint8_t* codes,
                  std::size_t code_count, std::uint32_t* counts) {
  for (std::size_t i = 0; i < code_count; i += CountLoop::group)
    count_group(cells, size, codes + i, counts + i);
  return all_known(size, code_count, counts);
}

/// Whether all bits are set.
inline bool all_set(Lanes lanes) {
  const auto words = reinterpret_cast<Words>(lanes);
  std::uint64_t all = ~std::uint64_t{0};
  for (std::size_t i = 0; i < width / sizeof(all); ++i)
    all &= words[i];
  return all == ~std::uint64_t{0};
}

/// All bits set where a cell is one of so many codes.
template <std::size_t places>
Lanes known(const std::uint8_t* cells, const Lanes* code) {
  const Lanes here = load(cells);
  Lanes any{};
#pragma GCC unroll 16
  for (std::size_t i = 0; i < places; ++i)
    any |= reinterpret_cast<Lanes>(here == code[i]);
  return any;
}

/// Parameters as for CountLoop::find_other, but so many codes.
template <std::size_t places>
std::size_t find_other_than(const std::uint8_t* cells, std::size_t size,
                            const std::uint8_t* codes) {
  Lanes code[places];  // NOLINT(modernize-avoid-c-arrays)
  for (std::size_t i = 0; i < places; ++i)
    code[i] = Lanes{} + codes[i];
  std::size_t at = 0;
  for (; at + 4 * width <= size; at += 4 * width) {  // one branch for four
    const std::uint8_t* const p = cells + at;
    const Lanes first = known<places>(p, code) & known<places>(p + width, code);
    const Lanes last = known<places>(p + 2 * width, code) & known<places>(p + 3 * width, code);
    if (!all_set(first & last)) break;
  }
  for (;; at += width) {
    at = at + width <= size ? at : size - width;  // some once more
    const Lanes here = known<places>(cells + at, code);
    if (!all_set(here)) {
      std::size_t i = 0;
      while (here[i] != 0)
        ++i;
      return at + i;
    }
    if (at + width == size) return size;
  }
}

inline std::size_t find_other(const std::uint8_t* cells, std::size_t size,
                              const std::uint8_t* codes, std::size_t code_count) {
  return code_count <= CountLoop::group ? find_other_than<CountLoop::group>(cells, size, codes)
                                        : find_other_than<CountLoop::most>(cells, size, codes);
}

}  // namespace
}  // namespace terrabalance
