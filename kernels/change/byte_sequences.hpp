#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "kernels/account/byte_histogram.hpp"
#include "kernels/account/per_zone.hpp"
#include "kernels/change/joint_index.hpp"
#include "kernels/change/sequence_table.hpp"

namespace terrabalance {

/// Counts sequences of 8-bit codes in one tile. Most land stays what it is, so the first year is
/// counted as a whole, and beside it the cells that some later year has otherwise, which are found
/// by comparing words; a sequence of one code is what the first year has beyond those. Cells that
/// change go to a table that is indexed directly; the hash table takes what that one has no room
/// for, and in the end everything.
/// \tparam fixed_years  number of years if known to the compiler, else 0
template <std::size_t fixed_years>
class ByteSequences {
 public:
  static constexpr std::size_t fixed_words = (fixed_years + 3) / 4;
  using Table = SequenceTable<fixed_words>;

  explicit ByteSequences(std::size_t years)
      : years_(years), index_(years), rows_(years), table_((years + 3) / 4) {}

  /// Rows of the cells that are counted next, one a year.
  std::vector<const std::uint8_t*>& rows() { return rows_; }

  /// Counts cells [begin, end) of the rows.
  void count(std::int32_t zone, std::int32_t begin, std::int32_t end, std::int64_t cell_area) {
    Tally& tally = tallies_[zone];
    tally.first.add({rows_[0] + begin, static_cast<std::size_t>(end - begin)});
    std::int32_t x = begin;
    for (; x + stretch <= end; x += stretch) {
      std::array<std::uint64_t, stretch / word> changes{};
      std::uint64_t any = 0;
      for (std::size_t i = 0; i < changes.size(); ++i) {
        changes[i] = changes_at(x + static_cast<std::int32_t>(i) * word);
        any |= changes[i];
      }
      if (any == 0) continue;
      for (std::size_t i = 0; i < changes.size(); ++i)
        count_changes(tally, zone, x + static_cast<std::int32_t>(i) * word, changes[i], cell_area);
    }
    for (; x < end; ++x) {
      for (std::size_t year = 1; year < years(); ++year) {
        if (rows_[year][x] == rows_[0][x]) continue;
        count_cell(tally, zone, x, cell_area);
        break;
      }
    }
  }

  /// Moves what was counted to the table; wanted before cells of another area come, and at the end.
  void settle(std::int32_t zone, std::int64_t cell_area) {
    settle(zone, tallies_[zone], cell_area);
  }
  void settle_all(std::int64_t cell_area) {
    for (auto& [zone, tally] : tallies_)
      settle(zone, tally, cell_area);
  }

  const Table& table() const { return table_; }

 private:
  static constexpr std::int32_t stretch = 32;
  static constexpr std::int32_t word = 8;

  struct Tally {
    ByteHistogram first;  ///< codes of the first year
    JointCounts changed;
    std::array<std::int64_t, 256> changed_from{};  ///< by code of the first year
  };

  std::size_t years() const { return fixed_years != 0 ? fixed_years : years_; }

  static std::uint64_t load(const std::uint8_t* p) {
    std::uint64_t value = 0;
    std::memcpy(&value, p, sizeof(value));
    return value;
  }

  /// The word of cells from x on: bytes are 0 where the cell has one code in all years.
  std::uint64_t changes_at(std::int32_t x) const {
    std::uint64_t changes = 0;
    const std::uint64_t first = load(rows_[0] + x);
    for (std::size_t year = 1; year < years(); ++year)
      changes |= load(rows_[year] + x) ^ first;
    return changes;
  }

  void count_changes(Tally& tally, std::int32_t zone, std::int32_t x, std::uint64_t changes,
                     std::int64_t cell_area) {
    constexpr bool little = std::endian::native == std::endian::little;
    while (changes != 0) {
      const int byte = (little ? std::countr_zero(changes) : std::countl_zero(changes)) / 8;
      changes &= ~(std::uint64_t{255} << (8 * (little ? byte : word - 1 - byte)));
      count_cell(tally, zone, x + byte, cell_area);
    }
  }

  std::uint32_t key_at(std::int32_t x) const {
    std::uint32_t key = 0;
    for (std::size_t year = 0; year < years(); ++year)
      key += index_.part(year, rows_[year][x]);
    return key;
  }

  /// Counts a cell that changes.
  void count_cell(Tally& tally, std::int32_t zone, std::int32_t x, std::int64_t cell_area) {
    std::uint32_t key = key_at(x);
    if (key >= JointIndex::capacity) [[unlikely]] {
      for (std::size_t year = 0; year < years(); ++year)
        index_.number(year, rows_[year][x]);
      key = key_at(x);
    }
    if (key < JointIndex::capacity) [[likely]] {
      tally.changed.add(key);
    } else {
      ++tally.changed_from[rows_[0][x]];
      add(
          zone, [&](std::size_t year) { return rows_[year][x]; }, 1, cell_area);
    }
  }

  void settle(std::int32_t zone, Tally& tally, std::int64_t cell_area) {
    tally.changed.drain([&](std::uint32_t key, std::int64_t cells) {
      tally.changed_from[index_.code(key, 0)] += cells;
      add(
          zone, [&](std::size_t year) { return index_.code(key, year); }, cells, cell_area);
    });
    tally.first.drain([&](std::int32_t code, std::int64_t cells) {
      const std::int64_t still =
          cells - std::exchange(tally.changed_from[static_cast<std::size_t>(code)], 0);
      if (still == 0) return;
      add(
          zone, [&](std::size_t) { return code; }, still, cell_area);
    });
  }

  template <class CodeOf>
  void add(std::int32_t zone, const CodeOf& code_of, std::int64_t cells, std::int64_t cell_area) {
    sequence_.assign(table_.words(), 0);
    for (std::size_t year = 0; year < years(); ++year)
      sequence_[year / 4] |= static_cast<std::uint64_t>(code_of(year)) << (16 * (year % 4));
    table_.add(zone, sequence_.data(), cells, cell_area);
  }

  std::size_t years_;
  JointIndex index_;
  std::vector<const std::uint8_t*> rows_;
  PerZone<Tally> tallies_;
  Table table_;
  std::vector<std::uint64_t> sequence_;
};

}  // namespace terrabalance
