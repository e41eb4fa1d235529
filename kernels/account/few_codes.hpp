#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace terrabalance {

/// Counts of bytes that are but a few different ones, as codes of land cover are: sixteen cells at
/// a time are compared with each of the codes met so far, without a branch, and the answers added
/// up in bytes. So it does not matter how patchy the land is. Gives up when there are too many
/// codes.
class FewCodes {
 public:
  static constexpr std::size_t most = 16;  ///< codes that are told apart
  static constexpr std::size_t width = 16;

  /// Counts cells, at least `width`.
  /// \return how many of the first ones were counted: all, unless there are more than `most` codes
  std::size_t add(std::span<const std::uint8_t> cells);

  /// Calls visit(code, count) for every code that was counted, in no particular order, and starts
  /// afresh.
  template <class Visit>
  void drain(const Visit& visit) {
    settle();
    for (std::size_t i = 0; i < codes_; ++i) {
      if (counts_[i] != 0) visit(std::int32_t{code_[i]}, counts_[i]);
      counts_[i] = 0;
    }
  }

 private:
  static constexpr std::size_t group = 8;  ///< codes compared in one go: as many as registers hold
  static constexpr int full = 254;  ///< cells that a lane may count; bytes have room for them
  using Lanes [[gnu::vector_size(width)]] = std::uint8_t;
  using Group = std::array<Lanes, group>;

  static Lanes load(const std::uint8_t* cells);
  static void count(std::span<const std::uint8_t> cells, const Group& codes, Group& sums);
  bool add_piece(std::span<const std::uint8_t> cells);
  bool learn(std::span<const std::uint8_t> cells);
  void settle();

  std::size_t codes_ = 0;  // told apart so far
  std::array<std::uint8_t, most> code_{};
  std::array<Group, most / group> lanes_of_code_{};
  std::array<Group, most / group> sums_{};  // by code, in lanes
  int counted_ = 0;                         // cells of a lane in sums_, at most
  std::array<std::int64_t, most> counts_{};
};

}  // namespace terrabalance
