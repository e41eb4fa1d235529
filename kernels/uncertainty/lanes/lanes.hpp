#pragma once

#include <cstddef>
#include <cstdint>

/// \file
/// The loops in which random draws spend their time, compiled once per instruction set and
/// chosen at run time. They never contract a product and a sum, so every set gives the same bits.
namespace terrabalance::uncertainty {

struct LaneLoops {
  const char* name;

  /// Uniforms of draws first .. first + count - 1 by Philox4x32-10: counter (draw, block, id lo, id
  /// hi), key the seed; u = ((w >> 11) + 0.5) 2^-53 with w = r1:r0.
  void (*uniforms)(std::uint64_t seed, std::uint64_t id, std::uint32_t block, std::uint32_t first,
                   std::size_t count, double* out);

  /// Standard normal quantiles, in place (Wichura 1988, AS 241, PPND16: about 1e-16 relative).
  /// Own code because the library's function takes ten times as long.
  void (*normal_quantiles)(std::size_t count, double* values);

  /// What column tallies do with a block, see there: adds to below[3] how many values are < low[b],
  /// to positive how many are > 0, and writes those that are in [low[b], high[b]] for some b, in
  /// their order. \param kept room for count + sift_slack \return how many it wrote
  std::size_t (*sift)(std::size_t count, const double* values, const double* low,
                      const double* high, std::int64_t* below, std::int64_t* positive,
                      double* kept);
};

/// Room behind the values kept that sift() may write to.
inline constexpr std::size_t sift_slack = 8;

/// The loops for this processor.
const LaneLoops& lane_loops();

/// All that this processor can run, for tests; ends with nullptr.
const LaneLoops* const* all_lane_loops();

}  // namespace terrabalance::uncertainty
