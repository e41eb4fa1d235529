#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/value/tile_view.hpp"
#include "kernels/landscape/patches/bits/bit_row.hpp"
#include "kernels/landscape/patches/class_table.hpp"
#include "kernels/landscape/patches/code_row.hpp"
#include "kernels/landscape/patches/groups.hpp"
#include "kernels/landscape/patches/keyed_totals.hpp"
#include "kernels/landscape/patches/totals.hpp"

namespace terrabalance::landscape {

/// A row of codes, cut into stretches, which cover it: neighbouring cells of one zone and one code,
/// or outside all landscapes.
template <class Code>
struct CutRow {
  static constexpr std::uint32_t no_label = ~std::uint32_t{0};  ///< outside
  static constexpr std::uint32_t fresh = no_label - 1;          ///< not joined to any above so far

  /// The stretches [first, last) of one zone.
  struct Part {
    std::uint32_t zone_slot;
    std::size_t first;
    std::size_t last;
    bool whole;  ///< no cell of it is outside
  };

  explicit CutRow(std::int32_t row_width)
      : width(row_width),
        codes(width),
        starts(width),
        begins(width),
        kinds(static_cast<std::size_t>(width)),
        labels(kinds.size()),
        apart(kinds.size()) {}

  std::int32_t width;
  CodeRow<Code> codes;
  BitRow starts;  ///< cells where a stretch begins
  Places begins;  ///< of stretches, and the row's end
  /// \name By stretch
  /// @{
  std::vector<Groups::Member> kinds;
  std::vector<std::uint32_t> labels;  ///< provisional, of the patch
  std::vector<std::uint32_t> apart;   ///< cells whose neighbour above is of another group
  /// @}
  std::vector<Part> parts;

  std::size_t size() const { return begins.size(); }
  std::int32_t cells(std::size_t i) const { return begins[i + 1] - begins[i]; }
  std::int32_t begin(const Part& part) const { return begins[part.first]; }
  std::int32_t end(const Part& part) const { return begins[part.last]; }
  /// Whether all cells are in one zone.
  bool one_zone() const { return parts.size() == 1 && parts[0].last - parts[0].first == size(); }
};

/// Cuts rows of codes into stretches.
template <class Code>
class RowCutter {
 public:
  /// \param groups  get what is met
  /// \param unknown  counts cells whose code the table does not know
  RowCutter(const ClassTable& classes, Groups& groups, KeyedTotals<CellCount>& unknown)
      : classes_(&classes),
        groups_(&groups),
        unknown_(&unknown),
        class_slots_(classes.of_code.size(), Groups::outside) {
    translate_twins();
  }

  /// Cuts row y of the cells.
  void cut(const Span2D<const Code>& cells, std::int64_t y, std::span<const ZoneRun> zones,
           CutRow<Code>& row) {
    row.codes.take(cells, y, translated_);
    row.codes.compare_sideways(loops_, row.starts);
    row.starts.set(0);
    take(zones);
    std::int32_t end = 0;
    for (const ZoneRun& zone : zones_) {
      leave_out(end, zone.begin, row);
      row.starts.set(zone.begin);
      end = zone.end;
    }
    leave_out(end, row.width, row);
    row.begins.find(loops_, row.starts, row.width);
    fill(row);
  }

 private:
  /// Where several codes are one class, one stands for all of them.
  void translate_twins() {
    const std::vector<ClassIndex>& of_code = classes_->of_code;
    std::vector<std::int32_t> first_code(of_code.size() + 1, -1);  // by class
    std::vector<Code> translated(of_code.size());
    bool any = false;
    for (std::size_t code = 0; code < of_code.size(); ++code) {
      translated[code] = static_cast<Code>(code);
      if (of_code[code] >= ClassTable::unknown) continue;
      if (of_code[code] >= first_code.size()) first_code.resize(of_code[code] + std::size_t{1}, -1);
      std::int32_t& first = first_code[of_code[code]];
      if (first < 0) first = static_cast<std::int32_t>(code);
      any = any || first != static_cast<std::int32_t>(code);
      translated[code] = static_cast<Code>(first);
    }
    if (any) translated_ = std::move(translated);
  }

  /// Runs of one zone that touch become one.
  void take(std::span<const ZoneRun> zones) {
    zones_.clear();
    for (const ZoneRun& zone : zones) {
      if (!zones_.empty() && zones_.back().zone == zone.zone && zones_.back().end == zone.begin) {
        zones_.back().end = zone.end;
      } else {
        zones_.push_back(zone);
      }
    }
  }

  /// Cells [begin, end) are in no zone.
  static void leave_out(std::int32_t begin, std::int32_t end, CutRow<Code>& row) {
    if (begin >= end) return;
    row.starts.fill(begin, end, false);
    row.starts.set(begin);
  }

  void fill(CutRow<Code>& row) {
    std::fill_n(row.labels.begin(), row.size(), CutRow<Code>::fresh);
    std::fill_n(row.apart.begin(), row.size(), 0U);
    row.parts.clear();
    std::size_t next = 0;
    for (const ZoneRun& zone : zones_) {
      const std::size_t first = row.begins.before(zone.begin);
      set_outside(next, first, row);
      if (zone_slot_ == Groups::unset || groups_->zone(zone_slot_) != zone.zone)
        zone_slot_ = groups_->zone_slot(zone.zone);
      next = row.begins.before(zone.end);
      row.parts.push_back({zone_slot_, first, next, set_groups(first, next, row)});
    }
    set_outside(next, row.size(), row);
  }

  static void set_outside(std::size_t first, std::size_t last, CutRow<Code>& row) {
    for (std::size_t i = first; i < last; ++i) {
      row.kinds[i] = {Groups::outside, Groups::outside};
      row.labels[i] = CutRow<Code>::no_label;
    }
  }

  /// \return whether none of the stretches is outside
  bool set_groups(std::size_t first, std::size_t last, CutRow<Code>& row) {
    if (set_known_groups(first, last, row)) [[likely]]
      return true;
    bool whole = true;
    for (std::size_t i = first; i < last; ++i) {
      Groups::Member& kind = row.kinds[i];
      if (kind.class_slot != Groups::outside && kind.group != Groups::unset) continue;
      const Code code = row.codes[row.begins[i]];
      std::uint32_t& slot = class_slots_[code];
      if (slot == Groups::outside) slot = new_code(code, row.cells(i));
      kind = {groups_->group(zone_slot_, slot), slot};
      if (slot != Groups::outside) continue;
      row.labels[i] = CutRow<Code>::no_label;
      whole = false;
    }
    return whole;
  }

  /// \return whether all stretches are of groups that are known by now; else some are not set
  bool set_known_groups(std::size_t first, std::size_t last, CutRow<Code>& row) const {
    const std::uint32_t* const groups = groups_->of_zone(zone_slot_).data();
    const std::uint32_t* const slots = class_slots_.data();
    const std::int32_t* const begins = row.begins.data();
    const Code* const codes = row.codes.data();
    Groups::Member* const kinds = row.kinds.data();
    std::uint32_t signs = 0;
    for (std::size_t i = first; i < last; ++i) {  // without a branch
      const std::uint32_t slot = slots[codes[begins[i]]];
      const std::uint32_t group = groups[slot];
      kinds[i] = {group, slot};
      signs |= (slot - 1) | group;  // outside - 1 and unset have the highest bit
    }
    return signs >> 31 == 0;
  }

  std::uint32_t new_code(std::uint32_t code, std::int32_t cells) {
    const ClassIndex class_index = classes_->of_code[code];
    if (class_index == ClassTable::unknown) (*unknown_)[code].cells += cells;
    return class_slots_[code] = class_index >= ClassTable::unknown
                                    ? Groups::outside
                                    : groups_->class_slot(class_index);
  }

  const BitLoops& loops_ = bit_loops();
  const ClassTable* classes_;
  Groups* groups_;
  KeyedTotals<CellCount>* unknown_;
  std::vector<ZoneRun> zones_;              // of the row
  std::vector<std::uint32_t> class_slots_;  // by code
  std::vector<Code> translated_;            // by code; empty: no two codes are one class
  std::uint32_t zone_slot_ = Groups::unset;
};

}  // namespace terrabalance::landscape
