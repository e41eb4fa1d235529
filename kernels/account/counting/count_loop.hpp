#pragma once

#include <cstddef>
#include <cstdint>

/// \file
/// A loop over bytes, compiled once per instruction set and chosen at run time.
namespace terrabalance {

struct CountLoop {
  static constexpr std::size_t group = 8;   ///< codes counted in one go: as many as registers hold
  static constexpr std::size_t most = 16;   ///< codes
  static constexpr std::size_t least = 32;  ///< cells

  const char* name;

  /// Sets counts[i] to how many of the cells are codes[i].
  /// \param size  at least `least`
  /// \param count  of codes, different ones, 1 to `most`; `codes` and `counts` have room for whole
  ///               groups, where any code fills the places after the last one
  /// \return false if there are cells of none of the codes; then counts mean nothing
  bool (*run)(const std::uint8_t* cells, std::size_t size, const std::uint8_t* codes,
              std::size_t count, std::uint32_t* counts);

  /// Parameters as above. \return the place of the first cell that is none of the codes, or size
  std::size_t (*find_other)(const std::uint8_t* cells, std::size_t size, const std::uint8_t* codes,
                            std::size_t count);
};

/// The loop for this processor.
const CountLoop& count_loop();

/// All that this processor can run, for tests; ends with nullptr.
const CountLoop* const* all_count_loops();

}  // namespace terrabalance
