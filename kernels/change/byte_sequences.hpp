#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "kernels/account/counting/byte_histogram.hpp"
#include "kernels/account/per_zone.hpp"
#include "kernels/change/changed_cells.hpp"
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
    count_changed(tally, zone, changed_.find(rows_, begin, end), cell_area);
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
  struct Tally {
    ByteHistogram first;  ///< codes of the first year
    JointCounts changed;
    std::array<std::int64_t, 256> changed_from{};  ///< by code of the first year
  };

  std::size_t years() const { return fixed_years != 0 ? fixed_years : years_; }

  std::uint32_t key_at(std::int32_t x) const {
    std::uint32_t key = 0;
    for (std::size_t year = 0; year < years(); ++year)
      key += index_.part(year, rows_[year][x]);
    return key;
  }

  void count_changed(Tally& tally, std::int32_t zone, std::span<const std::int32_t> columns,
                     std::int64_t cell_area) {
    std::size_t lane = 0;
    for (const std::int32_t x : columns) {
      const std::uint32_t key = key_at(x);
      lane = (lane + 1) % JointCounts::lanes;
      if (key < JointIndex::capacity) [[likely]] {
        tally.changed.add(key, lane);
      } else {
        count_new(tally, zone, x, cell_area);
      }
    }
  }

  /// Counts a cell with a code that has no number yet, or gets none.
  void count_new(Tally& tally, std::int32_t zone, std::int32_t x, std::int64_t cell_area) {
    for (std::size_t year = 0; year < years(); ++year)
      index_.number(year, rows_[year][x]);
    const std::uint32_t key = key_at(x);
    if (key < JointIndex::capacity) {
      tally.changed.add(key, 0);
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
  ChangedCells<fixed_years> changed_;
  PerZone<Tally> tallies_;
  Table table_;
  std::vector<std::uint64_t> sequence_;
};

}  // namespace terrabalance
