#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/landscape/patches/bits/bit_row.hpp"
#include "kernels/landscape/patches/cut_row.hpp"
#include "kernels/landscape/patches/directions.hpp"

namespace terrabalance::landscape {

/// Where two rows of a tile, one above the other, are of one patch and where they are not, found a
/// word of cells at a time.
template <Directions directions, class Code>
class Meeting {
 public:
  explicit Meeting(std::int32_t width)
      : differ_(width),
        bits_(width),
        other_(width),
        links_(width),
        apart_(width),
        corners_(width) {}

  void find(const CutRow<Code>& above, const CutRow<Code>& row) {
    row.codes.compare_with(above.codes, loops_, differ_);
    const bool one_zone =
        above.one_zone() && row.one_zone() && above.parts[0].zone_slot == row.parts[0].zone_slot;
    if (!one_zone) part_zones(above, row);
    find_links(above, row);
    find_apart(above, row, one_zone);
    if constexpr (directions == Directions::eight) find_corners(above, row);
  }

  /// A place of every pair of stretches of one group that share sides.
  const Contacts& links() const { return links_; }
  /// Every place in a zone of the lower row whose cells are of two groups.
  const Contacts& apart() const { return apart_; }
  /// Places where stretches of both rows start, one of which has the code of the one across the
  /// corner.
  const Contacts& corners() const { return corners_; }

 private:
  /// Cells of two zones, or of none, differ.
  void part_zones(const CutRow<Code>& above, const CutRow<Code>& row) {
    std::int32_t done = 0;
    auto a = above.parts.begin();
    auto b = row.parts.begin();
    while (a != above.parts.end() && b != row.parts.end()) {
      const std::int32_t end_a = above.end(*a);
      const std::int32_t end_b = row.end(*b);
      const std::int32_t begin = std::max(above.begin(*a), row.begin(*b));
      const std::int32_t end = std::min(end_a, end_b);
      if (begin < end && a->zone_slot == b->zone_slot) {
        differ_.fill(done, begin, true);
        done = end;
      }
      if (end_a == end) ++a;
      if (end_b == end) ++b;
    }
    differ_.fill(done, row.width, true);
  }

  void find_links(const CutRow<Code>& above, const CutRow<Code>& row) {
    for (std::size_t i = 0; i < bits_.words(); ++i)
      bits_.data()[i] = (above.starts.word(i) | row.starts.word(i)) & ~differ_.word(i);
    links_.find(loops_, bits_, above.starts, row.starts);
  }

  void find_apart(const CutRow<Code>& above, const CutRow<Code>& row, bool one_zone) {
    if (!one_zone) {
      std::int32_t done = 0;
      for (const auto& part : row.parts) {
        differ_.fill(done, row.begin(part), false);
        done = row.end(part);
      }
      differ_.fill(done, row.width, false);
    }
    apart_.find(loops_, differ_, above.starts, row.starts);
  }

  void find_corners(const CutRow<Code>& above, const CutRow<Code>& row) {
    row.codes.compare_with(above.codes, loops_, bits_, 0, -1);
    row.codes.compare_with(above.codes, loops_, other_, -1, 0);
    for (std::size_t i = 0; i < bits_.words(); ++i)
      bits_.data()[i] =
          above.starts.word(i) & row.starts.word(i) & ~(bits_.word(i) & other_.word(i));
    bits_.fill(0, 1, false);
    corners_.find(loops_, bits_, above.starts, row.starts);
  }

  const BitLoops& loops_ = bit_loops();
  BitRow differ_;
  BitRow bits_;
  BitRow other_;
  Contacts links_;
  Contacts apart_;
  Contacts corners_;
};

}  // namespace terrabalance::landscape
