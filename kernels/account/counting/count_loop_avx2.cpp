#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include <immintrin.h>

#include "kernels/account/counting/bit_adders.hpp"
#include "kernels/account/counting/count_loop_impl.hpp"

/// \file
/// Codes that lie within 16 of each other, as those of land cover mostly do, by positional
/// population count; others by comparing.
namespace terrabalance {
namespace {

struct Avx2 {
  using Register = __m256i;

  static Register zero() { return _mm256_setzero_si256(); }
  static Register sum(Register a, Register b, Register c) {
    return _mm256_xor_si256(_mm256_xor_si256(b, c), a);
  }
  static Register carry(Register a, Register b, Register c) {
    return _mm256_or_si256(_mm256_and_si256(b, c), _mm256_and_si256(_mm256_xor_si256(b, c), a));
  }
  static std::uint32_t cells_of(Register bits, std::size_t i) {
    const auto highest = _mm256_slli_epi16(bits, static_cast<int>(7 - i));
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(highest));
  }
};

constexpr std::size_t block = Adders<Avx2, 1>::block;
constexpr std::size_t reach = 16;  // of a table: codes from its first one on

/// Where a table begins that has all of the codes; 0 where it can: cells need not be moved then.
std::optional<std::uint8_t> first_of(std::span<const std::uint8_t> codes) {
  if (std::ranges::max(codes) < reach) return 0;
  // 255, which often stands for no data, is beside 0.
  const auto signed_code = [](std::uint8_t code) { return static_cast<std::int8_t>(code); };
  const std::uint8_t first = std::ranges::min(codes, {}, signed_code);
  const bool fits = std::ranges::all_of(codes, [first](std::uint8_t code) {
    return static_cast<std::uint8_t>(code - first) < reach;
  });
  return fits ? std::optional(first) : std::nullopt;
}

/// Counts whole blocks of cells.
/// \tparam moved  `first` is not 0
/// \param codes   one group at most, within the table that begins with `first`
template <bool moved>
void count_blocks(std::span<const std::uint8_t> cells, std::span<const std::uint8_t> codes,
                  std::uint8_t first, std::uint32_t* counts) {
  std::array<std::uint8_t, reach> bits{};
  for (std::size_t i = 0; i < codes.size(); ++i)
    bits[static_cast<std::uint8_t>(codes[i] - first)] = static_cast<std::uint8_t>(1U << i);
  const auto table =
      _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bits.data())));
  const auto origin = _mm256_set1_epi8(static_cast<char>(first));
  // A shuffle gives 0 where the highest bit is set: so it is for cells beyond the table.
  const auto beyond = _mm256_set1_epi8(0x80 - reach);
  const std::uint8_t* p = cells.data();
  const auto next = [&] {
    __m256i here = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    p += sizeof(here);
    if constexpr (moved) here = _mm256_sub_epi8(here, origin);
    return Bits<Avx2, 1>{{_mm256_shuffle_epi8(table, _mm256_adds_epu8(here, beyond))}};
  };
  using Adders = Adders<Avx2, 1>;
  Adders adders;
  std::array<std::uint32_t, CountLoop::group> found{};
  while (p != cells.data() + cells.size())
    Adders::add(adders.take<Adders::depth>(next), Adders::depth, found.data());
  adders.drain(found.data());
  std::ranges::copy(found, counts);
}

/// As count_group, to which it leaves codes that no table has.
/// \param size  more than two blocks
void count_one_group(const std::uint8_t* cells, std::size_t size, const std::uint8_t* codes,
                     std::size_t code_count, std::uint32_t* counts) {
  const std::span known(codes, code_count);
  const auto first = first_of(known);
  if (!first) return count_group(cells, size, codes, counts);
  std::size_t rest = size % block;
  if (rest != 0 && rest < CountLoop::least) rest += block;
  const std::span whole(cells, size - rest);
  if (*first == 0) {
    count_blocks<false>(whole, known, *first, counts);
  } else {
    count_blocks<true>(whole, known, *first, counts);
  }
  if (rest == 0) return;
  std::array<std::uint32_t, CountLoop::group> others;
  count_group(cells + whole.size(), rest, codes, others.data());
  for (std::size_t i = 0; i < others.size(); ++i)
    counts[i] += others[i];
}

bool count_many(const std::uint8_t* cells, std::size_t size, const std::uint8_t* codes,
                std::size_t code_count, std::uint32_t* counts) {
  constexpr std::size_t group = CountLoop::group;
  // Fewer are not worth making a table and counting what adders hold.
  if (size < 4 * block) return count(cells, size, codes, code_count, counts);
  for (std::size_t i = 0; i < code_count; i += group)
    count_one_group(cells, size, codes + i, std::min(group, code_count - i), counts + i);
  return all_known(size, code_count, counts);
}

}  // namespace

extern const CountLoop count_loop_avx2;
const CountLoop count_loop_avx2{"avx2", count_many, find_other};

}  // namespace terrabalance
