#pragma once

#include <vector>

#include "kernels/landscape/second_sweep/second_sweep.hpp"

namespace terrabalance::landscape {

/// Settles the nearest neighbours of the patches that are still open once the whole raster has been
/// seen, and fills in ClassTotals::enn. \param threads  classes and zones are searched in parallel
/// \return all patches' neighbours, by patch, where PatchOptions::keep_patches
std::vector<Neighbour> fold_neighbours(Summary& closed, SecondSummary& second,
                                       const PatchOptions& options, int threads);

}  // namespace terrabalance::landscape
