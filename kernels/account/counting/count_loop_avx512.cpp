#include <array>
#include <optional>
#include <span>
#include <utility>

#include <immintrin.h>

#include "kernels/account/counting/bit_adders.hpp"
#include "kernels/account/counting/count_loop_impl.hpp"

/// \file
/// Positional population count, by a table of what the seven lower bits of a cell mean.
namespace terrabalance {
namespace {

constexpr std::size_t group = CountLoop::group;
constexpr std::size_t low = 128;  // what a table tells apart: seven bits of a cell

struct Avx512 {
  using Register = __m512i;

  static Register zero() { return _mm512_setzero_si512(); }
  static Register sum(Register a, Register b, Register c) {
    return _mm512_ternarylogic_epi64(a, b, c, 0x96);
  }
  static Register carry(Register a, Register b, Register c) {
    return _mm512_ternarylogic_epi64(a, b, c, 0xe8);
  }
  static std::uint64_t cells_of(Register bits, std::size_t i) {
    return _mm512_test_epi8_mask(bits, _mm512_set1_epi8(static_cast<char>(1U << i)));
  }
};

using Table = std::array<std::uint8_t, low>;

struct Registers {
  __m512i first;
  __m512i second;

  explicit Registers(const Table& table)
      : first(_mm512_loadu_si512(table.data())), second(_mm512_loadu_si512(table.data() + 64)) {}
  __m512i of(__m512i cells) const { return _mm512_permutex2var_epi8(first, cells, second); }
};

/// What the seven lower bits of a cell mean.
template <std::size_t groups>
struct Meaning {
  Table code;                         // the whole cell, if it is one of the codes
  std::array<Table, groups> bit{};    // of each group: the place of the code in it
  std::array<std::size_t, low> at{};  // place of the code among all
  bool unambiguous = true;

  explicit Meaning(const std::uint8_t* codes) {
    for (std::size_t i = 0; i < low; ++i)
      code[i] = static_cast<std::uint8_t>(i ^ 1);  // no cell that comes here
    for (std::size_t i = 0; i < groups * group; ++i) {
      const std::size_t place = codes[i] % low;
      if (code[place] == codes[i]) continue;  // repeated
      unambiguous = unambiguous && code[place] == (place ^ 1);
      code[place] = codes[i];
      bit[i / group][place] = static_cast<std::uint8_t>(1U << i % group);
      at[place] = i;
    }
  }
};

/// Counts whole blocks. \return as CountLoop::run, or nothing if two codes have one place in the
/// table
template <std::size_t groups>
std::optional<bool> count_blocks(std::span<const std::uint8_t> cells, const std::uint8_t* codes,
                                 std::uint32_t* counts) {
  const Meaning<groups> meaning(codes);
  if (!meaning.unambiguous) return std::nullopt;
  const Registers code(meaning.code);
  const auto bit = [&]<std::size_t... g>(std::index_sequence<g...>) {
    return std::array<Registers, groups>{Registers(meaning.bit[g])...};
  }
  (std::make_index_sequence<groups>());
  __m512i differs = _mm512_setzero_si512();
  const std::uint8_t* p = cells.data();
  const auto next = [&] {
    const __m512i here = _mm512_loadu_si512(p);
    p += sizeof(here);
    differs = _mm512_ternarylogic_epi64(differs, code.of(here), here, 0xf6);  // a | (b ^ c)
    Bits<Avx512, groups> bits;
    for (std::size_t g = 0; g < groups; ++g)
      bits.of[g] = bit[g].of(here);
    return bits;
  };
  using Adders = Adders<Avx512, groups>;
  Adders adders;
  std::array<std::uint32_t, groups * group> found{};
  while (p != cells.data() + cells.size()) {
    Adders::add(adders.template take<Adders::depth>(next), Adders::depth, found.data());
    if (_mm512_test_epi8_mask(differs, differs) != 0) return false;
  }
  adders.drain(found.data());
  for (std::size_t i = 0; i < found.size(); ++i)
    counts[i] = found[meaning.at[codes[i] % low]];
  return true;
}

bool count_many(const std::uint8_t* cells, std::size_t size, const std::uint8_t* codes,
                std::size_t code_count, std::uint32_t* counts) {
  constexpr std::size_t block = Adders<Avx512, 1>::block;
  std::size_t rest = size % block;
  if (rest != 0 && rest < CountLoop::least) rest += block;
  if (rest >= size) return count(cells, size, codes, code_count, counts);
  const std::span whole(cells, size - rest);
  const auto known = code_count <= group ? count_blocks<1>(whole, codes, counts)
                                         : count_blocks<2>(whole, codes, counts);
  if (!known) return count(cells, size, codes, code_count, counts);
  if (!*known || rest == 0) return *known;
  std::array<std::uint32_t, CountLoop::most> others;
  if (!count(cells + whole.size(), rest, codes, code_count, others.data())) return false;
  for (std::size_t i = 0; i < code_count; ++i)
    counts[i] += others[i];
  return true;
}

}  // namespace

extern const CountLoop count_loop_avx512;
const CountLoop count_loop_avx512{"avx512", count_many, find_other};

}  // namespace terrabalance
