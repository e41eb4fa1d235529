#pragma once

#include <cstdint>
#include <vector>

#include "kernels/landscape/second_sweep/second_sweep.hpp"

namespace terrabalance::landscape {

/// A patch's distance to the nearest other patch of its class and zone.
struct Neighbour {
  std::int64_t patch = 0;  ///< its first cell
  double distance = 0;     ///< between cell centres, m; infinite if there is no other patch
};

/// The nearest neighbour of each patch, exactly: cells of two patches that are nearest to each
/// other are edge cells. Each patch's edges search a tree of boxes over all edges of the class;
/// boxes that hold only the patch itself, or are farther than what it has found, are passed over.
/// O(n log n) for n edge runs, as long as patches find something near; memory 40 bytes a run.
/// \param edges  reordered
/// \return by patch
std::vector<Neighbour> nearest_neighbours(Edges& edges, const CellSize& cell,
                                          Directions directions);

/// Fills in ClassTotals::enn. \param threads  classes and zones are searched in parallel
/// \return all patches' neighbours, by patch
std::vector<Neighbour> fold_neighbours(Summary& closed, SecondSummary& second,
                                       const PatchOptions& options, int threads);

}  // namespace terrabalance::landscape
