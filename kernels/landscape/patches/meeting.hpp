#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/landscape/patches/bits/bit_row.hpp"
#include "kernels/landscape/patches/cut_row.hpp"
#include "kernels/landscape/patches/directions.hpp"

namespace terrabalance::landscape {

/// Where two rows of a tile, one above the other, are of one patch and where they are not.
template <Directions directions, class Code>
class Meeting {
 public:
  explicit Meeting(std::int32_t width)
      : same_zone_(width),
        inside_(width),
        links_(room(width)),
        edges_(room(width)),
        apart_(room(width)) {
    if (directions == Directions::eight) corners_.resize(room(width));
  }

  void find(const CutRow<Code>& above, const CutRow<Code>& row) {
    find_zones(above, row);
    const RowPair<Code> rows{{above.codes.data(), above.starts.data()},
                             {row.codes.data(), row.starts.data()},
                             same_zone_.data(),
                             inside_.data(),
                             inside_.words()};
    ends_ = touch_(rows, {links_.data(), edges_.data(), apart_.data(), corners_.data()});
  }

  /// As Touch has them.
  std::span<const Contact> links() const { return {links_.data(), ends_.links}; }
  std::span<const Contact> edges() const { return {edges_.data(), ends_.edges}; }
  /// Of the edges: how many cells each has.
  std::uint32_t apart(std::size_t edge) const { return apart_[edge + 1] - apart_[edge]; }
  std::span<const Contact> corners() const { return {corners_.data(), ends_.corners}; }
  /// Whether all cells of both rows are in one zone.
  bool one_zone() const { return one_zone_; }

 private:
  static std::size_t room(std::int32_t width) {
    return static_cast<std::size_t>(width) + places_slack;
  }

  void find_zones(const CutRow<Code>& above, const CutRow<Code>& row) {
    const bool was_one_zone = one_zone_;
    one_zone_ =
        above.one_zone() && row.one_zone() && above.parts[0].zone_slot == row.parts[0].zone_slot;
    if (one_zone_ && was_one_zone) return;
    same_zone_.fill(0, row.width, one_zone_);
    inside_.fill(0, row.width, one_zone_);
    if (one_zone_) return;
    for (const auto& part : row.parts)
      inside_.fill(row.begin(part), row.end(part), true);
    find_same_zone(above, row);
  }

  void find_same_zone(const CutRow<Code>& above, const CutRow<Code>& row) {
    auto a = above.parts.begin();
    auto b = row.parts.begin();
    while (a != above.parts.end() && b != row.parts.end()) {
      const std::int32_t end_a = above.end(*a);
      const std::int32_t end_b = row.end(*b);
      const std::int32_t end = std::min(end_a, end_b);
      if (a->zone_slot == b->zone_slot)
        same_zone_.fill(std::max(above.begin(*a), row.begin(*b)), end, true);
      if (end_a == end) ++a;
      if (end_b == end) ++b;
    }
  }

  Touch (*const touch_)(const RowPair<Code>&, Touch) = bit_loops().of<Code>().touch;
  bool one_zone_ = false;
  BitRow same_zone_;
  BitRow inside_;
  std::vector<Contact> links_;
  std::vector<Contact> edges_;
  std::vector<std::uint32_t> apart_;
  std::vector<Contact> corners_;  // empty: of no use
  Touch ends_{};
};

}  // namespace terrabalance::landscape
