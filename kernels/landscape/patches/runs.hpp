#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "engine/value/tile_view.hpp"
#include "kernels/landscape/patches/class_table.hpp"

namespace terrabalance::landscape {

/// Cells [begin, end) of one row of a tile that belong to one group.
struct Run {
  std::int32_t begin;
  std::int32_t end;
  std::uint32_t group;  ///< what the cells have in common; see Groups
  std::uint32_t label;  ///< provisional label of the patch
};

/// Rows of runs, one after the other.
class RunRows {
 public:
  std::vector<Run>& runs() { return runs_; }  ///< append here, then end_row()
  void end_row() { row_ends_.push_back(runs_.size()); }
  std::int64_t height() const { return static_cast<std::int64_t>(row_ends_.size()); }
  std::span<const Run> row(std::int64_t y) const {
    const auto i = static_cast<std::size_t>(y);
    const std::size_t first = i == 0 ? 0 : row_ends_[i - 1];
    return std::span(runs_).subspan(first, row_ends_[i] - first);
  }
  std::span<Run> row(std::int64_t y) {
    const auto i = static_cast<std::size_t>(y);
    const std::size_t first = i == 0 ? 0 : row_ends_[i - 1];
    return std::span(runs_).subspan(first, row_ends_[i] - first);
  }
  const std::vector<Run>& all() const { return runs_; }

 private:
  std::vector<Run> runs_;
  std::vector<std::size_t> row_ends_;
};

/// End of the run of equal codes that starts at `begin`: eight bytes at a time.
template <class Code>
std::int32_t end_of_equal(const Code* row, std::int32_t begin, std::int32_t end) {
  constexpr auto step = static_cast<std::int32_t>(sizeof(std::uint64_t) / sizeof(Code));
  constexpr std::uint64_t ones = ~std::uint64_t{0} / static_cast<Code>(~Code{0});
  const Code code = row[begin];
  std::int32_t x = begin + 1;
  if constexpr (std::endian::native == std::endian::little) {
    const std::uint64_t pattern = ones * code;
    for (; x + step <= end; x += step) {
      std::uint64_t word = 0;
      std::memcpy(&word, row + x, sizeof(word));
      const std::uint64_t difference = word ^ pattern;
      if (difference != 0)
        return x + std::countr_zero(difference) / static_cast<int>(8 * sizeof(Code));
    }
  }
  while (x < end && row[x] == code)
    ++x;
  return x;
}

/// The groups of a tile: every pair (zone, class) that occurs in it, numbered as they are met, and
/// the classes and zones among them.
class Groups {
 public:
  struct Group {
    std::uint32_t zone_slot;
    std::uint32_t class_slot;
  };

  /// \param classes  class indices are below
  explicit Groups(std::size_t classes) : class_slots_(classes, unset) {}

  std::uint32_t zone_slot(std::int32_t zone) {
    for (std::size_t i = zones_.size(); i-- > 0;)
      if (zones_[i] == zone) return static_cast<std::uint32_t>(i);
    zones_.push_back(zone);
    by_zone_.emplace_back();
    return static_cast<std::uint32_t>(zones_.size() - 1);
  }
  std::uint32_t group(std::uint32_t zone_slot, ClassIndex class_index) {
    auto& class_slot = class_slots_[class_index];
    if (class_slot == unset) {
      class_slot = static_cast<std::uint32_t>(classes_.size());
      classes_.push_back(class_index);
    }
    auto& of_zone = by_zone_[zone_slot];
    if (class_slot >= of_zone.size()) of_zone.resize(classes_.size(), unset);
    auto& group = of_zone[class_slot];
    if (group == unset) {
      group = static_cast<std::uint32_t>(groups_.size());
      groups_.push_back({zone_slot, class_slot});
    }
    return group;
  }

  std::size_t size() const { return groups_.size(); }
  std::size_t classes() const { return classes_.size(); }
  const Group& operator[](std::uint32_t group) const { return groups_[group]; }
  std::int32_t zone(std::uint32_t zone_slot) const { return zones_[zone_slot]; }
  ClassIndex class_at(std::uint32_t class_slot) const { return classes_[class_slot]; }
  std::int32_t zone_of(std::uint32_t group) const { return zones_[groups_[group].zone_slot]; }
  ClassIndex class_of(std::uint32_t group) const { return classes_[groups_[group].class_slot]; }

 private:
  static constexpr std::uint32_t unset = ~std::uint32_t{0};
  std::vector<std::uint32_t> class_slots_;
  std::vector<ClassIndex> classes_;
  std::vector<std::int32_t> zones_;
  std::vector<std::vector<std::uint32_t>> by_zone_;
  std::vector<Group> groups_;
};

}  // namespace terrabalance::landscape
