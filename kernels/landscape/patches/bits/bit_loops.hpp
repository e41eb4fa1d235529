#pragma once

#include <cstddef>
#include <cstdint>

/// \file
/// Loops over rows of bits, a bit for each cell, compiled once per instruction set and chosen at
/// run time. Bits are in words of 64, the first cell is the lowest bit.
namespace terrabalance::landscape {

using Word = std::uint64_t;
inline constexpr std::int32_t word_bits = 64;

/// A place as seen from two rows: how many starts each has before or at it, less one; with starts
/// of stretches, the stretches that it lies in.
struct Contact {
  std::uint32_t above;
  std::uint32_t below;
};

struct BitLoops {
  const char* name;

  /// Bit i says whether a[i] and b[i] differ, for `words` words of cells.
  void (*differences_8)(const std::uint8_t* a, const std::uint8_t* b, std::size_t words, Word* out);
  void (*differences_16)(const std::uint16_t* a, const std::uint16_t* b, std::size_t words,
                         Word* out);

  /// The places of set bits, in order. \param out  room for places_slack more \return how many
  std::size_t (*places)(const Word* words, std::size_t size, std::int32_t* out);

  /// The contacts at set bits, in order. \param above, below  starts, of which the first cell is
  /// one \param out  room for places_slack more  \return how many
  std::size_t (*contacts)(const Word* words, const Word* above, const Word* below, std::size_t size,
                          Contact* out);
};

/// Room behind what places() and contacts() say they wrote.
inline constexpr std::size_t places_slack = 64;

/// The loops for this processor.
const BitLoops& bit_loops();

/// All that this processor can run, for tests; ends with nullptr.
const BitLoops* const* all_bit_loops();

}  // namespace terrabalance::landscape
