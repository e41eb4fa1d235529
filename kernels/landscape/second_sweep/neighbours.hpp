#pragma once

#include <vector>

#include "kernels/landscape/second_sweep/second_sweep.hpp"

namespace terrabalance::landscape {

/// The neighbours of the patches that are settled, by patch, where PatchOptions::keep_patches.
std::vector<Neighbour> settled_neighbours(const SecondSummary& second);

/// Settles the nearest neighbours of the patches that are still open once the whole raster has been
/// seen, and fills in ClassTotals::enn. \param threads  classes and zones are searched in parallel
void fold_neighbours(Summary& closed, SecondSummary& second, const PatchOptions& options,
                     int threads);

}  // namespace terrabalance::landscape
