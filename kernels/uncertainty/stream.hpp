#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace terrabalance::uncertainty {

/// FNV-1a, 64 bits (Fowler, Noll and Vo): the number of an input in the random streams.
std::uint64_t stream_id(std::string_view name);

/// The random numbers of one input: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers:
/// as easy as 1, 2, 3") with the seed as key and (draw, 0, id) as counter. Draw i is a pure
/// function of seed, name and i: another input, thread or rank changes none of them.
class Stream {
 public:
  Stream(std::uint64_t seed, std::string_view name) : seed_(seed), id_(stream_id(name)) {}

  std::uint64_t id() const { return id_; }

  /// The four words of a draw.
  std::array<std::uint32_t, 4> words(std::uint32_t draw) const;

  /// In (0, 1), with 53 bits.
  double uniform(std::uint32_t draw) const;

  /// Of draws first, first + 1, ...; the same numbers, many at once.
  void uniforms(std::uint32_t first, std::span<double> out) const;

 private:
  std::uint64_t seed_;
  std::uint64_t id_;
};

}  // namespace terrabalance::uncertainty
