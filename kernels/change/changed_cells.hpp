#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace terrabalance {

/// A bit for each of 16 bytes, the lowest for the first in memory: set where a byte is not 0.
using SixteenBytes [[gnu::vector_size(16)]] = std::uint8_t;
inline std::uint64_t bytes_set(const SixteenBytes& bytes) {
#if defined(__SSE2__)
  const auto zero = reinterpret_cast<__m128i>(bytes == SixteenBytes{});
  return static_cast<std::uint64_t>(_mm_movemask_epi8(zero)) ^ 0xffff;
#else
  constexpr std::uint64_t low_bits = 0x7f7f7f7f7f7f7f7f;
  constexpr std::uint64_t to_the_top = 0x0002040810204081;  // bit 8 k + 7 to bit 56 + k
  std::array<std::uint64_t, 2> words{};
  std::memcpy(words.data(), &bytes, sizeof(bytes));
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::uint64_t word = words[i];
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    const std::uint64_t set = (((word & low_bits) + low_bits) | word) & ~low_bits;
    bits |= (set * to_the_top >> 56) << (8 * i);
  }
  return bits;
#endif
}

/// Finds the cells that some later year has otherwise than the first. Where they are is noted
/// several at a time, wanted or not, so that the next step does not wait for a branch to be known.
/// \tparam fixed_years  number of years if known to the compiler, else 0
template <std::size_t fixed_years>
class ChangedCells {
 public:
  /// \param rows  8-bit cells, one row a year
  /// \return columns from begin to end, not included, of cells that change; valid until the next
  ///         call
  std::span<const std::int32_t> find(const std::vector<const std::uint8_t*>& rows,
                                     std::int32_t begin, std::int32_t end) {
    const std::size_t room = static_cast<std::size_t>(end - begin) + stretch;
    if (columns_.size() < room) columns_.resize(room);
    std::int32_t* next = columns_.data();
    std::int32_t x = begin;
    for (; x + stretch <= end; x += stretch)
      next = note(changes_at(rows, x), x, next);
    for (; x < end; ++x) {
      *next = x;
      next += changes_here(rows, x) ? 1 : 0;
    }
    return {columns_.data(), next};
  }

 private:
  static constexpr std::int32_t stretch = 64;
  static constexpr int at_a_time = 8;

  static std::size_t years(const std::vector<const std::uint8_t*>& rows) {
    return fixed_years != 0 ? fixed_years : rows.size();
  }

  static std::uint64_t changes_at(const std::vector<const std::uint8_t*>& rows, std::int32_t x) {
    std::uint64_t changes = 0;
    for (int part = 0; part < 4; ++part) {
      const auto load = [&](std::size_t year) {
        SixteenBytes cells;
        std::memcpy(&cells, rows[year] + x + 16 * part, sizeof(cells));
        return cells;
      };
      const SixteenBytes first = load(0);
      SixteenBytes differs{};
      for (std::size_t year = 1; year < years(rows); ++year)
        differs |= load(year) ^ first;
      changes |= bytes_set(differs) << (16 * part);
    }
    return changes;
  }

  /// Notes the columns of the bits set, from x on. \return behind the last one noted
  static std::int32_t* note(std::uint64_t bits, std::int32_t x, std::int32_t* next) {
    const int count = bits_in(bits);
    for (int done = 0; done < count; done += at_a_time) {
#pragma GCC unroll 8
      for (int i = 0; i < at_a_time; ++i) {
        next[done + i] = x + std::countr_zero(bits);
        bits &= bits - 1;
      }
    }
    return next + count;
  }

  /// As std::popcount, which processors of old have no instruction for: it would be a call.
  static int bits_in(std::uint64_t word) {
    word -= word >> 1 & 0x5555555555555555;
    word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333);
    word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0f;
    return static_cast<int>(word * 0x0101010101010101 >> 56);
  }

  static bool changes_here(const std::vector<const std::uint8_t*>& rows, std::int32_t x) {
    for (std::size_t year = 1; year < years(rows); ++year) {
      if (rows[year][x] != rows[0][x]) return true;
    }
    return false;
  }

  std::vector<std::int32_t> columns_;
};

}  // namespace terrabalance
