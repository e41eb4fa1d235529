#pragma once

#include <vector>

#include "kernels/landscape/patches/hull.hpp"
#include "kernels/landscape/patches/labelling.hpp"
#include "kernels/landscape/patches/patch_kernel.hpp"

namespace terrabalance::landscape {

/// Gives every root the tallies of all its labels.
void add_up_tallies(Labelling& tile);

/// What the added-up tally of a root says of its patch.
Patch patch_of(const Labelling& tile, std::uint32_t root);

/// The patches of a tile by label; those of labels that are no roots are empty.
/// Distances are to the centroid of the part inside the tile, so right for patches that end there.
/// \param tile  with its runs; its tallies are added up
std::vector<Patch> measure(const Labelling& tile, const Tile& area, const PatchOptions& options);

/// Lengths of the sides between classes, where they differ by row. \param tile  with its runs
void add_edge_lengths(const Labelling& tile, const Tile& area, const RowSizes& rows,
                      KeyedTotals<AdjacencyTotals>& adjacency);

/// Hulls of the patches of a tile by label; those of labels that are no roots are empty.
std::vector<Hull> hulls_of(const Labelling& tile, const Tile& area);

/// Fills in the radius of a complete patch's circle, where its indices do not find it themselves.
/// On a grid in degrees the plane of the circle has the cells of the middle row of the patch.
/// \param hull  null: not measured
void measure_circle(Patch& patch, Hull* hull, const PatchOptions& options);

/// Unordered pairs of cells of one patch that touch at a corner, in neighbouring rows' runs.
std::int64_t corner_contacts(const Run& above, const Run& below);

/// Calls visit(run of the row above, run) for the pairs of runs of equal group in neighbouring rows
/// that touch at a side or a corner.
template <class Visit>
void for_each_contact(const RunRows& runs, const Visit& visit) {
  for (std::int64_t y = 1; y < runs.height(); ++y) {
    const auto above = runs.row(y - 1);
    std::size_t first = 0;
    for (const Run& run : runs.row(y)) {
      while (first < above.size() && above[first].end < run.begin)
        ++first;
      for (std::size_t i = first; i < above.size() && above[i].begin <= run.end; ++i)
        if (above[i].group == run.group) visit(above[i], run);
    }
  }
}

}  // namespace terrabalance::landscape
