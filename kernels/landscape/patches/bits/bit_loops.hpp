#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

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

/// Two rows of so many words of cells, one above the other.
template <class Code>
struct RowPair {
  struct Row {
    const Code* codes;   ///< and one before them
    const Word* starts;  ///< cells where a stretch begins, the first cell among them
  };
  Row above;
  Row below;
  const Word* same_zone;  ///< cells of the lower row that are in the zone of the one above
  const Word* inside;     ///< cells of the lower row that are in a zone
  std::size_t words;
};

/// Where two rows touch, each in order; where to write it, or where what was written ends. There is
/// room for as many as cells and for places_slack more.
struct Touch {
  Contact* links;  ///< a place of every two stretches of one zone and code that share sides
  Contact* edges;  ///< the first of neighbouring places inside that two stretches of two zones
                   ///< or codes share
  std::uint32_t* apart;  ///< places in the edges before each, and before the end
  Contact* corners;      ///< places where stretches of both rows start, apart there and at the cell
                         ///< before, one with the code of that across; nullptr: not wanted
};

/// Loops over cells of one type.
template <class Code>
struct CodeLoops {
  /// Bit i says whether a[i] and b[i] differ, for `words` words of cells.
  void (*differences)(const Code* a, const Code* b, std::size_t words, Word* out);
  /// Where the rows touch. \return behind the last of each
  Touch (*touch)(const RowPair<Code>& rows, Touch out);
};

struct BitLoops {
  const char* name;
  CodeLoops<std::uint8_t> bytes;
  CodeLoops<std::uint16_t> shorts;

  /// The places of set bits, in order. \param out  room for places_slack more \return how many
  std::size_t (*places)(const Word* words, std::size_t size, std::int32_t* out);

  template <class Code>
  const CodeLoops<Code>& of() const {
    if constexpr (std::is_same_v<Code, std::uint8_t>) {
      return bytes;
    } else {
      return shorts;
    }
  }
};

/// Room behind what places() and touch() say they wrote.
inline constexpr std::size_t places_slack = 64;

/// The loops for this processor.
const BitLoops& bit_loops();

/// All that this processor can run, for tests; ends with nullptr.
const BitLoops* const* all_bit_loops();

}  // namespace terrabalance::landscape
