#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "engine/runtime/runtime.hpp"
#include "engine/sweep/partition.hpp"
#include "io/raster/raster_stack.hpp"
#include "kernels/suitability/column_ends.hpp"

namespace terrabalance {

/// Takes the distances, in metres, of a strip of whole rows to one target.
using TakeDistances =
    std::function<void(std::size_t target, const Tile& strip, std::span<const float> metres)>;

/// Exact Euclidean distance from every cell centre to the nearest one of each target class, out of
/// core: two sweeps over the land use (the stack's first year), the same bits for every partition.
/// Memory of a rank: per target one tile row of the partition at 4 bytes a cell, and two numbers a
/// column for every tile row of the grid. Collective.
/// \param take  called on each rank for its own strips from top to bottom, by one thread
void distances_to(const Runtime& first, const Runtime& second, const Partition& partition,
                  const RasterStack& stack, const std::vector<CodeSet>& targets,
                  const TakeDistances& take);

}  // namespace terrabalance
