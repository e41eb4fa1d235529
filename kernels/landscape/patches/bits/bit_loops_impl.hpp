#pragma once

#include <type_traits>

#include "kernels/landscape/patches/bits/bit_loops.hpp"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

/// \file
/// What each instruction set compiles for itself. Nothing here has a name outside its file, and no
/// function of a library is called that might be shared with files of other sets.
namespace terrabalance::landscape {
namespace {

/// For the cells of one word.
template <class Code>
Word differences(const Code* a, const Code* b) {
  constexpr bool bytes = std::is_same_v<Code, std::uint8_t>;
  Word word = 0;
#if defined(__AVX512BW__)
  const auto load = [](const Code* p) { return _mm512_loadu_si512(p); };
  if constexpr (bytes) {
    word = _mm512_cmpneq_epu8_mask(load(a), load(b));
  } else {
    word = _mm512_cmpneq_epu16_mask(load(a), load(b)) |
           Word{_mm512_cmpneq_epu16_mask(load(a + 32), load(b + 32))} << 32;
  }
#elif defined(__AVX2__)
  const auto load = [](const Code* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  };
  for (int i = 0; i < word_bits; i += 32) {
    __m256i same;
    if constexpr (bytes) {
      same = _mm256_cmpeq_epi8(load(a + i), load(b + i));
    } else {  // halves of 128 bits are packed by themselves
      same = _mm256_packs_epi16(_mm256_cmpeq_epi16(load(a + i), load(b + i)),
                                _mm256_cmpeq_epi16(load(a + i + 16), load(b + i + 16)));
      same = _mm256_permute4x64_epi64(same, 0b11011000);
    }
    word |= Word{~static_cast<std::uint32_t>(_mm256_movemask_epi8(same))} << i;
  }
#elif defined(__SSE2__)
  const auto load = [](const Code* p) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  };
  for (int i = 0; i < word_bits; i += 16) {
    __m128i same;
    if constexpr (bytes) {
      same = _mm_cmpeq_epi8(load(a + i), load(b + i));
    } else {
      same = _mm_packs_epi16(_mm_cmpeq_epi16(load(a + i), load(b + i)),
                             _mm_cmpeq_epi16(load(a + i + 8), load(b + i + 8)));
    }
    word |= Word{~static_cast<std::uint32_t>(_mm_movemask_epi8(same)) & 0xffffU} << i;
  }
#else
  for (int i = 0; i < word_bits; ++i)
    word |= static_cast<Word>(a[i] != b[i]) << i;
#endif
  return word;
}

template <class Code>
void differences(const Code* a, const Code* b, std::size_t words, Word* out) {
  for (std::size_t i = 0; i < words; ++i)
    out[i] = differences(a + i * word_bits, b + i * word_bits);
}

inline std::uint64_t bits_in(Word word) {
  return static_cast<std::uint64_t>(__builtin_popcountll(word));
}

/// 64 if there is none.
inline std::int32_t first_bit(Word word) {
  return word == 0 ? word_bits : __builtin_ctzll(word);
}

#if defined(__AVX512VBMI2__)
/// The places of set bits, a byte each.
inline __m512i packed_places(Word word) {
  // NOLINTNEXTLINE(modernize-avoid-c-arrays): see above
  alignas(64) static constexpr std::uint8_t numbers[] = {
      0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
      22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
      44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
  return _mm512_maskz_compress_epi8(word, _mm512_load_si512(numbers));
}
#endif

/// Several are always written, so that the processor need not guess how many there are.
inline void places_in(Word word, std::int32_t base, std::uint64_t count, std::int32_t* out) {
#if defined(__AVX512VBMI2__)
  const __m512i packed = packed_places(word);
  const auto write = [&](std::size_t at, __m128i some) {
    _mm512_storeu_si512(out + at, _mm512_add_epi32(_mm512_maskz_cvtepu8_epi32(0xffff, some),
                                                   _mm512_set1_epi32(base)));
  };
  write(0, _mm512_maskz_extracti32x4_epi32(0xf, packed, 0));
  if (count <= 16) [[likely]]
    return;
  write(16, _mm512_maskz_extracti32x4_epi32(0xf, packed, 1));
  write(32, _mm512_maskz_extracti32x4_epi32(0xf, packed, 2));
  write(48, _mm512_maskz_extracti32x4_epi32(0xf, packed, 3));
#else
  for (std::uint64_t done = 0; done == 0 || done < count; done += 8) {
    for (std::uint64_t i = done; i < done + 8; ++i) {
      out[i] = base + first_bit(word);
      word &= word - 1;
    }
  }
#endif
}

inline std::size_t places(const Word* words, std::size_t size, std::int32_t* out) {
  std::int32_t* next = out;
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint64_t count = bits_in(words[i]);
    places_in(words[i], static_cast<std::int32_t>(i) * word_bits, count, next);
    next += count;
  }
  return static_cast<std::size_t>(next - out);
}

#if defined(__AVX512VPOPCNTDQ__)
/// All bits up to each of eight places.
inline __m512i up_to(__m128i places) {
  return _mm512_sub_epi64(
      _mm512_maskz_sllv_epi64(0xff, _mm512_set1_epi64(2), _mm512_maskz_cvtepu8_epi64(0xff, places)),
      _mm512_set1_epi64(1));
}
/// How many of a word's bits are among them, and those before the word.
inline __m512i ranks(__m512i among, Word bits, std::uint32_t before) {
  const __m512i here = _mm512_popcnt_epi64(
      _mm512_and_si512(among, _mm512_set1_epi64(static_cast<std::int64_t>(bits))));
  return _mm512_add_epi32(here, _mm512_set1_epi64(before));
}

/// Calls write(number, eight places) for the places of set bits.
template <class Write>
inline void write_by_eight(Word word, std::uint64_t count, const Write& write) {
  const __m512i packed = packed_places(word);
  write(0, _mm512_maskz_extracti32x4_epi32(0xf, packed, 0));
  if (count <= 8) [[likely]]
    return;
  alignas(64) std::uint8_t places[64];  // NOLINT(modernize-avoid-c-arrays): see above
  _mm512_store_si512(places, packed);
  for (std::uint64_t done = 8; done < count; done += 8)
    write(done, _mm_loadl_epi64(reinterpret_cast<const __m128i*>(places + done)));
}
#endif

/// The contacts of one word; several are always written.
/// \param before  starts in the words before, less one
inline void contacts_in(Word word, Word above, Word below, Contact before, std::uint64_t count,
                        Contact* out) {
#if defined(__AVX512VPOPCNTDQ__)
  write_by_eight(word, count, [&](std::size_t at, __m128i places) {
    const __m512i among = up_to(places);
    const __m512i both =
        _mm512_or_si512(ranks(among, above, before.above),
                        _mm512_maskz_slli_epi64(0xff, ranks(among, below, before.below), 32));
    _mm512_storeu_si512(out + at, both);
  });
#else
  for (std::uint64_t done = 0; done == 0 || done < count; done += 4) {
    for (std::uint64_t i = done; i < done + 4; ++i) {
      const Word among = word ^ (word - 1);
      out[i] = {before.above + static_cast<std::uint32_t>(bits_in(above & among)),
                before.below + static_cast<std::uint32_t>(bits_in(below & among))};
      word &= word - 1;
    }
  }
#endif
}

/// How many of `bits` are at each place of a word or before it; several are always written.
/// \param before  in the words before
inline void ranks_in(Word word, Word bits, std::uint32_t before, std::uint64_t count,
                     std::uint32_t* out) {
#if defined(__AVX512VPOPCNTDQ__)
  write_by_eight(word, count, [&](std::size_t at, __m128i places) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + at),
                        _mm512_maskz_cvtepi64_epi32(0xff, ranks(up_to(places), bits, before)));
  });
#else
  for (std::uint64_t done = 0; done == 0 || done < count; done += 4) {
    for (std::uint64_t i = done; i < done + 4; ++i) {
      out[i] = before + static_cast<std::uint32_t>(bits_in(bits & (word ^ (word - 1))));
      word &= word - 1;
    }
  }
#endif
}

/// \return behind them
inline Contact* add_contacts(Word word, Word above, Word below, Contact before, Contact* out) {
  const std::uint64_t count = bits_in(word);
  contacts_in(word, above, below, before, count, out);
  return out + count;
}

/// Where the rows differ, in up to 64 words from one on.
/// \return the words that are not of one stretch alone; whether the next is would be hard to guess
template <class Code>
Word compare(const RowPair<Code>& rows, std::size_t first, std::size_t count, Word* differ) {
  Word busy = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = first + i;
    differ[i] = ~rows.same_zone[at] |
                differences(rows.below.codes + at * word_bits, rows.above.codes + at * word_bits);
    const Word any = rows.above.starts[at] | rows.below.starts[at] | differ[i];
    busy |= static_cast<Word>(any != 0) << i;
  }
  return busy;
}

template <class Code>
Touch touch(const RowPair<Code>& rows, Touch out) {
  Contact before{~0U, ~0U};
  std::uint32_t apart_before = 0;
  Word differed = 0;  // the last place of the word before
  Word was_apart = 0;
  for (std::size_t first = 0; first < rows.words; first += word_bits) {
    const std::size_t count = rows.words - first < word_bits ? rows.words - first : word_bits;
    Word differ_in[word_bits];  // NOLINT(modernize-avoid-c-arrays): see above
    const auto look_back = [&](std::size_t i) {
      differed = differ_in[i - 1] >> (word_bits - 1);
      was_apart = differed & rows.inside[first + i - 1] >> (word_bits - 1);
    };
    for (Word busy = compare(rows, first, count, differ_in); busy != 0; busy &= busy - 1) {
      const auto i = static_cast<std::size_t>(first_bit(busy));
      const std::size_t at = first + i;
      if (i > 0) look_back(i);
      const Word above = rows.above.starts[at];
      const Word below = rows.below.starts[at];
      const Word differ = differ_in[i];
      out.links = add_contacts((above | below) & ~differ, above, below, before, out.links);
      const Word apart = differ & rows.inside[at];
      const Word edges = apart & (above | below | ~(apart << 1 | was_apart));
      const std::uint64_t edge_count = bits_in(edges);
      contacts_in(edges, above, below, before, edge_count, out.edges);
      ranks_in(edges, apart, apart_before - 1, edge_count, out.apart);
      out.edges += edge_count;
      out.apart += edge_count;
      // Cells of a corner differ from those above; few others do so twice.
      Word corners = above & below & differ & (differ << 1 | differed);
      if (corners != 0) [[unlikely]] {
        const Code* const codes_above = rows.above.codes + at * word_bits;
        const Code* const codes = rows.below.codes + at * word_bits;
        corners &= ~(differences(codes, codes_above - 1) & differences(codes - 1, codes_above));
        if (out.corners != nullptr)
          out.corners = add_contacts(corners, above, below, before, out.corners);
      }
      before.above += static_cast<std::uint32_t>(bits_in(above));
      before.below += static_cast<std::uint32_t>(bits_in(below));
      apart_before += static_cast<std::uint32_t>(bits_in(apart));
    }
    look_back(count);
  }
  *out.apart = apart_before;
  return out;
}

constexpr BitLoops loops_called(const char* name) {
  return {name,
          {differences<std::uint8_t>, touch<std::uint8_t>},
          {differences<std::uint16_t>, touch<std::uint16_t>},
          places};
}

}  // namespace
}  // namespace terrabalance::landscape
