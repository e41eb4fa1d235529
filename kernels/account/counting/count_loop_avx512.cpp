#include <array>
#include <bit>
#include <optional>
#include <span>
#include <utility>

#include <immintrin.h>

#include "kernels/account/counting/count_loop_impl.hpp"

/// \file
/// Many cells at a time by positional population count: a table gives each cell one bit for its
/// code, and carry-save adders add the bits of 32 registers up before any is counted. After W.
/// Muła, N. Kurz, D. Lemire, Faster population counts using AVX2 instructions, The Computer Journal
/// 61 (2018).
namespace terrabalance {
namespace {

constexpr std::size_t group = CountLoop::group;
constexpr int depth = 5;                       // a block is 2^depth registers
constexpr std::size_t block = (64U << depth);  // cells
constexpr std::size_t low = 128;               // what a table tells apart: seven bits of a cell

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

/// A bit for every cell and code.
template <std::size_t groups>
struct Bits {
  __m512i of[groups];  // NOLINT(modernize-avoid-c-arrays): std::array drops what the type promises
};

/// Adders of the bits of all groups: level n holds those that count 2^n.
template <std::size_t groups>
class Adders {
 public:
  Adders() {
    for (Bits<groups>& level : levels_) {
      for (__m512i& bits : level.of)
        bits = _mm512_setzero_si512();
    }
  }

  /// Adds up 2^level registers that next() gives. \return those that count 2^level
  template <int level, class Next>
  [[gnu::always_inline]] Bits<groups> take(const Next& next) {
    if constexpr (level == 0) {
      return next();
    } else {
      const Bits<groups> a = take<level - 1>(next);
      const Bits<groups> b = take<level - 1>(next);
      Bits<groups>& sum = levels_[level - 1];
      Bits<groups> carry;
      for (std::size_t g = 0; g < groups; ++g) {
        carry.of[g] = _mm512_ternarylogic_epi64(sum.of[g], a.of[g], b.of[g], 0xe8);
        sum.of[g] = _mm512_ternarylogic_epi64(sum.of[g], a.of[g], b.of[g], 0x96);
      }
      return carry;
    }
  }

  /// Adds what the levels hold to counts.
  void drain(std::uint32_t* counts) const {
    for (int level = 0; level < depth; ++level)
      add(levels_[static_cast<std::size_t>(level)], level, counts);
  }

  static void add(const Bits<groups>& bits, int level, std::uint32_t* counts) {
    for (std::size_t g = 0; g < groups; ++g) {
      for (std::size_t i = 0; i < group; ++i) {
        const auto mask =
            _mm512_test_epi8_mask(bits.of[g], _mm512_set1_epi8(static_cast<char>(1U << i)));
        counts[g * group + i] += static_cast<std::uint32_t>(std::popcount(mask)) << level;
      }
    }
  }

 private:
  std::array<Bits<groups>, depth> levels_;
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
    Bits<groups> bits;
    for (std::size_t g = 0; g < groups; ++g)
      bits.of[g] = bit[g].of(here);
    return bits;
  };
  Adders<groups> adders;
  std::array<std::uint32_t, groups * group> found{};
  while (p != cells.data() + cells.size()) {
    Adders<groups>::add(adders.template take<depth>(next), depth, found.data());
    if (_mm512_test_epi8_mask(differs, differs) != 0) return false;
  }
  adders.drain(found.data());
  for (std::size_t i = 0; i < found.size(); ++i)
    counts[i] = found[meaning.at[codes[i] % low]];
  return true;
}

bool count_many(const std::uint8_t* cells, std::size_t size, const std::uint8_t* codes,
                std::size_t code_count, std::uint32_t* counts) {
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
