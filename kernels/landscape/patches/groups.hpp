#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/landscape/patches/class_table.hpp"

namespace terrabalance::landscape {

/// The groups of a tile: every pair (zone, class) that occurs in it, numbered as they are met, and
/// the classes and zones among them. Cells that are part of no landscape are a group, too.
class Groups {
 public:
  static constexpr std::uint32_t outside = 0;  ///< the group, and the class slot, of no landscape
  static constexpr std::uint32_t unset = ~std::uint32_t{0};

  struct Group {
    std::uint32_t zone_slot;  ///< unset for `outside`
    std::uint32_t class_slot;
  };

  /// What a group's members know of it.
  struct Member {
    std::uint32_t group;
    std::uint32_t class_slot;
  };

  /// \param classes  class indices are below
  explicit Groups(std::size_t classes) : class_slots_(classes, unset) {}

  std::uint32_t zone_slot(std::int32_t zone) {
    for (std::size_t i = zones_.size(); i-- > 0;)
      if (zones_[i] == zone) return static_cast<std::uint32_t>(i);
    zones_.push_back(zone);
    by_zone_.emplace_back(classes_.size(), unset).front() = outside;
    return static_cast<std::uint32_t>(zones_.size() - 1);
  }
  std::uint32_t class_slot(ClassIndex class_index) {
    auto& slot = class_slots_[class_index];
    if (slot == unset) {
      slot = static_cast<std::uint32_t>(classes_.size());
      classes_.push_back(class_index);
      for (auto& of_zone : by_zone_)
        of_zone.push_back(unset);
    }
    return slot;
  }
  std::uint32_t group(std::uint32_t zone_slot, std::uint32_t class_slot) {
    auto& group = by_zone_[zone_slot][class_slot];
    if (group == unset) {
      group = static_cast<std::uint32_t>(groups_.size());
      groups_.push_back({zone_slot, class_slot});
    }
    return group;
  }

  /// By class slot; those that were not met in the zone are unset.
  std::span<const std::uint32_t> of_zone(std::uint32_t zone_slot) const {
    return by_zone_[zone_slot];
  }

  std::size_t size() const { return groups_.size(); }      ///< `outside` included
  std::size_t classes() const { return classes_.size(); }  ///< `outside` included
  const Group& operator[](std::uint32_t group) const { return groups_[group]; }
  std::int32_t zone(std::uint32_t zone_slot) const { return zones_[zone_slot]; }
  ClassIndex class_at(std::uint32_t class_slot) const { return classes_[class_slot]; }
  std::int32_t zone_of(std::uint32_t group) const { return zones_[groups_[group].zone_slot]; }
  ClassIndex class_of(std::uint32_t group) const { return classes_[groups_[group].class_slot]; }

 private:
  std::vector<std::uint32_t> class_slots_;
  std::vector<ClassIndex> classes_{ClassTable::outside};
  std::vector<std::int32_t> zones_;
  std::vector<std::vector<std::uint32_t>> by_zone_;
  std::vector<Group> groups_{{unset, outside}};
};

}  // namespace terrabalance::landscape
