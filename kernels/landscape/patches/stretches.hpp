#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/value/tile_view.hpp"
#include "kernels/landscape/patches/changes.hpp"
#include "kernels/landscape/patches/class_table.hpp"
#include "kernels/landscape/patches/groups.hpp"
#include "kernels/landscape/patches/keyed_totals.hpp"
#include "kernels/landscape/patches/totals.hpp"

namespace terrabalance::landscape {

/// Cells of one group from the end of the stretch before on. Cells outside all landscapes are a
/// stretch as well, so the stretches of a row cover it.
struct Stretch {
  static constexpr std::uint32_t no_label = ~std::uint32_t{0};  ///< outside
  static constexpr std::uint32_t fresh = no_label - 1;          ///< not joined to any above so far

  std::int32_t end = 0;
  std::uint32_t group = Groups::unset;
  std::uint32_t zone_slot = Groups::unset;  ///< unset outside
  std::uint32_t class_slot = 0;
  std::uint32_t label = 0;    ///< provisional label of the patch
  std::uint32_t stacked = 0;  ///< sides to cells of its group in the row above

  static Stretch outside_until(std::int32_t end) {
    return {end, Groups::outside, Groups::unset, Groups::outside, no_label, 0};
  }
};

/// One row, cut. Neighbours differ in group; what lies beyond both ends is of no group.
class StretchRow {
 public:
  void clear() { last_ = 0; }
  void add(const Stretch& stretch) {
    last_ += stretches_[last_].group != stretch.group ? 1U : 0U;
    if (last_ + 1 == stretches_.size()) [[unlikely]]
      stretches_.resize(2 * stretches_.size());
    stretches_[last_] = stretch;
  }
  /// To be called after the last one.
  void finish() { stretches_[last_ + 1] = Stretch{}; }

  std::span<Stretch> all() { return std::span(stretches_).subspan(1, last_); }
  Stretch* begin() { return stretches_.data() + 1; }
  const Stretch* begin() const { return stretches_.data() + 1; }

 private:
  std::vector<Stretch> stretches_ =
      std::vector<Stretch>(64);  // the first stands for what is left of the row
  std::size_t last_ = 0;
};

/// Cuts rows of codes into stretches.
class RowCutter {
 public:
  /// \param groups  get what is met
  /// \param unknown  counts cells whose code the table does not know
  RowCutter(const ClassTable& classes, Groups& groups, KeyedTotals<CellCount>& unknown)
      : classes_(&classes),
        groups_(&groups),
        unknown_(&unknown),
        class_slots_(classes.of_code.size(), Groups::unset) {}

  template <class Code>
  void cut(std::span<const Code> row, std::span<const ZoneRun> zones, StretchRow& out) {
    out.clear();
    const auto width = static_cast<std::int32_t>(row.size());
    std::int32_t begin = 0;
    for (const ZoneRun& zone : zones) {
      if (zone.begin > begin) out.add(Stretch::outside_until(zone.begin));
      cut_zone(row.data(), zone, out);
      begin = zone.end;
    }
    if (begin < width) out.add(Stretch::outside_until(width));
    out.finish();
  }

 private:
  template <class Code>
  void cut_zone(const Code* row, const ZoneRun& zone, StretchRow& out) {
    if (zone_slot_ == Groups::unset || groups_->zone(zone_slot_) != zone.zone)
      zone_slot_ = groups_->zone_slot(zone.zone);
    std::int32_t begin = zone.begin;
    const auto add = [&](std::int32_t end) {
      out.add(stretch_of(row[begin], begin, end));
      begin = end;
    };
    for_each_change(row, zone.begin, zone.end, add);
    if (begin < zone.end) add(zone.end);
  }

  Stretch stretch_of(std::uint32_t code, std::int32_t begin, std::int32_t end) {
    std::uint32_t slot = class_slots_[code];
    if (slot == Groups::unset) [[unlikely]]
      slot = new_code(code, end - begin);
    if (slot == Groups::outside) return Stretch::outside_until(end);
    return {end, groups_->group(zone_slot_, slot), zone_slot_, slot, Stretch::fresh, 0};
  }

  std::uint32_t new_code(std::uint32_t code, std::int32_t cells) {
    const ClassIndex class_index = classes_->of_code[code];
    if (class_index == ClassTable::unknown) {  // not remembered, so that all are counted
      (*unknown_)[code].cells += cells;
      return Groups::outside;
    }
    return class_slots_[code] = class_index == ClassTable::outside
                                    ? Groups::outside
                                    : groups_->class_slot(class_index);
  }

  const ClassTable* classes_;
  Groups* groups_;
  KeyedTotals<CellCount>* unknown_;
  std::vector<std::uint32_t> class_slots_;  // by code
  std::uint32_t zone_slot_ = Groups::unset;
};

}  // namespace terrabalance::landscape
