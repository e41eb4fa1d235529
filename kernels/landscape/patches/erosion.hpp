#pragma once

#include <cstdint>
#include <vector>

#include "kernels/landscape/patches/runs.hpp"

namespace terrabalance::landscape {

/// Whether a tile's sides lie on the border of the raster: nothing is beyond them.
struct ClosedSides {
  bool left = false;
  bool right = false;
  bool top = false;
  bool bottom = false;
};

/// The cells of a tile whose four neighbours belong to the same group as they do.
struct Erosion {
  /// Those of the inner cells, as runs of their row; group and label are those of the cells.
  RunRows inner;
  /// For the outer cells of each side: whether all neighbours inside the tile are of their group
  /// and none lies beyond the raster. What is beyond the tile decides about them later.
  std::vector<std::uint8_t> left, right, top, bottom;
};

/// Erosion::inner alone.
RunRows inner_cells(const RunRows& runs);

/// \param runs  rows of runs of a tile of the given width; runs that touch differ in group
Erosion erode(const RunRows& runs, std::int64_t width, const ClosedSides& closed);

}  // namespace terrabalance::landscape
