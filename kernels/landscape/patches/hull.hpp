#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "kernels/landscape/patches/patch.hpp"

namespace terrabalance::landscape {

/// Convex hull of the cell corners of a patch, or of the part of it seen so far: hulls of parts
/// join to that of the whole. Corners are places of the raster's grid of lines, so all is exact.
class Hull {
 public:
  struct Corner {
    std::int32_t x = 0;
    std::int32_t y = 0;
    friend auto operator<=>(const Corner&, const Corner&) = default;
  };

  /// Cells [begin, end) of row y.
  void add_run(std::int32_t y, std::int32_t begin, std::int32_t end) {
    for (const std::int32_t x : {begin, end})
      for (const std::int32_t line : {y, y + 1})
        corners_.push_back({x, line});
    tidy();
  }
  void add(const Hull& other) {
    corners_.insert(corners_.end(), other.corners_.begin(), other.corners_.end());
    tidy();
  }

  /// The hull's corners, in one order for one hull, none on a line between two others.
  const std::vector<Corner>& corners();

  template <class Archive>
  void archive(Archive& a) {
    a(corners_, hull_size_);
  }

 private:
  /// Drops what lies inside once corners have doubled, so that adding n costs O(n log n).
  void tidy() {
    if (corners_.size() > 2 * hull_size_ + 64) reduce();
  }
  void reduce();

  std::vector<Corner> corners_;
  std::size_t hull_size_ = 0;  ///< of the last reduction
};

/// Radius of the smallest circle around the corners of all cells, m.
double enclosing_radius(Hull& hull, const CellSize& cell);

}  // namespace terrabalance::landscape
