#pragma once

#include <cstddef>
#include <cstdint>

/// \file
/// Loops over rows of bits, a bit for each cell, compiled once per instruction set and chosen at
/// run time. Bits are in words of 64, the first cell is the lowest bit.
namespace terrabalance::landscape {

using Word = std::uint64_t;
inline constexpr std::int32_t word_bits = 64;

/// A word, and how many bits are set before it.
struct CountedWord {
  Word bits;
  std::uint64_t before;
};

struct BitLoops {
  const char* name;

  /// Bit i says whether a[i] and b[i] differ, for `words` words of cells.
  void (*differences_8)(const std::uint8_t* a, const std::uint8_t* b, std::size_t words, Word* out);
  void (*differences_16)(const std::uint16_t* a, const std::uint16_t* b, std::size_t words,
                         Word* out);

  /// \param out  gets an entry more than there are words: 0, and the number of all set bits
  void (*count)(const Word* words, std::size_t size, CountedWord* out);

  /// The places of set bits, in order. \param out  room for places_slack more \return how many
  std::size_t (*places)(const Word* words, std::size_t size, std::int32_t* out);

  /// How many bits are set before places[i] + offset. Each of these lies in a word or at the end.
  void (*ranks)(const CountedWord* words, const std::int32_t* places, std::size_t size,
                std::int32_t offset, std::uint32_t* out);
};

/// Room behind the places that places() may write to.
inline constexpr std::size_t places_slack = 64;

/// The loops for this processor.
const BitLoops& bit_loops();

/// All that this processor can run, for tests; ends with nullptr.
const BitLoops* const* all_bit_loops();

}  // namespace terrabalance::landscape
