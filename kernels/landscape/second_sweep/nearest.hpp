#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "engine/value/grid.hpp"
#include "kernels/landscape/patches/patch_kernel.hpp"
#include "kernels/landscape/second_sweep/box_tree.hpp"
#include "kernels/landscape/second_sweep/edges.hpp"

/// \file
/// The nearest neighbour of each patch as a monoid: a rectangle remembers only what something
/// outside it may yet be nearest to.
///
/// Take a patch Q with a cell s outside the rectangle, and let r inside be the cell of another
/// patch that is nearest to Q, at s. The line from s to r enters the rectangle at a point b of one
/// side, say the left one. A cell of the class left of r in r's row is nearer to b than r is, and
/// so nearer to s: it must be Q's. So r is, from the left, the first cell of the class in its row
/// or the first one of another patch than that first. Likewise s, seen from the rectangle it lies
/// in, is the first cell of Q in its row (or column) from the side where the line leaves; and it
/// is nearer to that side than the nearest patch that Q has found so far.
///
/// So two cells a row and side are kept for others to find, and the first cell of each patch that
/// may yet find something: patches that have others no nearer than d reach the side from at most d
/// away, and few of them fit there (three a row for each power of two of d). With C classes and a
/// rectangle of perimeter p that is at most 2 p C cells to be found and 3 p C log2 p to search
/// from; none of it grows with the area.
namespace terrabalance::landscape {

/// A patch's distance to the nearest other patch of its class and zone.
struct Neighbour {
  std::int64_t patch = 0;  ///< its first cell
  double distance = 0;     ///< between cell centres, m; infinite if there is no other patch
};

/// A patch that may have a nearer neighbour than those found so far.
struct OpenPatch {
  Box box;  ///< around the whole patch, also where it goes on outside the rectangle
  double squared = std::numeric_limits<double>::infinity();  ///< distance to the nearest found, m2
};

/// What is known of the nearest neighbours of the patches of one class and zone.
struct Nearest {
  std::vector<EdgeRun> outer;  ///< cells that something outside may be nearest to
  std::vector<OpenPatch> open;
  std::vector<Neighbour> settled;  ///< where PatchOptions::keep_patches
  std::int64_t neighboured = 0;    ///< settled patches that have a neighbour
  MomentSum<35> distances;         ///< of those, times 1 / dx

  void add(const Nearest& other);
  template <class Archive>
  void archive(Archive& a) {
    a(outer, open, settled, neighboured, distances);
  }
};

/// Searches what is in a rectangle, settles the patches that nothing outside can be nearer to, and
/// forgets the cells that nothing outside can be nearest to. O(n log n) for n runs. On a grid in
/// degrees lines do not cross sides as in a plane: all is kept until the whole raster is there.
/// \param nearest  `outer` in any order; `open` may have a patch several times, once for each part
void settle(Nearest& nearest, const Tile& rectangle, const PatchOptions& options);

}  // namespace terrabalance::landscape
