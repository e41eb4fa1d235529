#pragma once

#include <cstddef>
#include <cstdint>

/// \file
/// A loop over bytes, compiled once per instruction set and chosen at run time.
namespace terrabalance {

struct CountLoop {
  static constexpr std::size_t group = 8;   ///< codes counted in one go: as many as registers hold
  static constexpr std::size_t least = 32;  ///< cells
  static constexpr std::size_t most = std::size_t{254} * 16;  ///< cells: bytes count to 255

  const char* name;

  /// Sets counts[i] to how many of the cells are codes[i].
  /// \param size  from `least` to `most`  \param count  of codes, a multiple of `group`
  void (*run)(const std::uint8_t* cells, std::size_t size, const std::uint8_t* codes,
              std::size_t count, std::uint32_t* counts);
};

/// The loop for this processor.
const CountLoop& count_loop();

/// All that this processor can run, for tests; ends with nullptr.
const CountLoop* const* all_count_loops();

}  // namespace terrabalance
