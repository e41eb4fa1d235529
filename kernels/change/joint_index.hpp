#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace terrabalance {

/// Numbers sequences of 8-bit codes, one code a year, for a small table that is indexed directly.
/// Each year's codes are numbered in the order in which they are met; a sequence's key is the mixed
/// number of theirs, the sum of one part a year. A year has room for `radix` codes, so that
/// radix^years keys fit the table: 64 for two years, 16 for three, 8 for four, 2 for twelve.
class JointIndex {
 public:
  static constexpr std::size_t capacity = 4096;  ///< keys are below
  /// What a code without a number adds to a key: too much for any key.
  static constexpr std::uint32_t unnumbered = std::uint32_t{1} << 24;

  explicit JointIndex(std::size_t years)
      : codes_(years), parts_(years * 256, unnumbered), weights_(years) {
    while (years > 0 && power(radix_ + 1, years) <= capacity)
      ++radix_;
    for (std::size_t year = 0; year < years; ++year)
      weights_[year] = power(radix_, year);
  }

  std::uint32_t part(std::size_t year, std::uint8_t code) const {
    return parts_[year * 256 + code];
  }

  /// Numbers the code if it has no number yet and there is one left.
  void number(std::size_t year, std::uint8_t code) {
    auto& codes = codes_[year];
    if (part(year, code) != unnumbered || codes.size() == radix_) return;
    parts_[year * 256 + code] = static_cast<std::uint32_t>(codes.size() * weights_[year]);
    codes.push_back(code);
  }

  /// The year's code in a sequence that has a key.
  std::uint8_t code(std::size_t key, std::size_t year) const {
    return codes_[year][key / weights_[year] % radix_];
  }

 private:
  /// base^exponent, or something above the capacity.
  static std::size_t power(std::size_t base, std::size_t exponent) {
    std::size_t result = 1;
    for (std::size_t i = 0; i < exponent && result <= capacity; ++i)
      result *= base;
    return result;
  }

  std::size_t radix_ = 1;
  std::vector<std::vector<std::uint8_t>> codes_;  // of each year, by number
  std::vector<std::uint32_t> parts_;              // [year][code]
  std::vector<std::size_t> weights_;
};

/// Counts of keys. Few of them occur in a tile, so the table remembers which.
class JointCounts {
 public:
  /// Counts one cell. Cells with one key are often neighbours; if they come with different lanes,
  /// no increment waits for the store of the one before. \param lane  below `lanes`
  void add(std::uint32_t key, std::size_t lane) {
    if (counts_.empty()) [[unlikely]]
      counts_.resize(JointIndex::capacity);
    if (counts_[key][lane]++ == 0) [[unlikely]]
      touched_.push_back(key);
  }

  /// Calls visit(key, count) for every key that was counted, and starts afresh.
  template <class Visit>
  void drain(const Visit& visit) {
    for (const std::uint32_t key : touched_) {
      std::int64_t count = 0;
      for (std::uint32_t& lane : counts_[key])
        count += std::exchange(lane, 0);
      if (count != 0) visit(key, count);  // a key may have been touched in each lane
    }
    touched_.clear();
  }

  static constexpr std::size_t lanes = 2;

 private:
  std::vector<std::array<std::uint32_t, lanes>> counts_;
  std::vector<std::uint32_t> touched_;
};

}  // namespace terrabalance
