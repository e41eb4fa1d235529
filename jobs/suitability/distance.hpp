#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "engine/runtime/runtime.hpp"
#include "engine/sweep/partition.hpp"
#include "io/raster/raster_stack.hpp"
#include "kernels/suitability/column_ends.hpp"

namespace terrabalance {

/// Takes the distances, in metres, of the cells of a tile to one target.
using TakeDistances =
    std::function<void(std::size_t target, const Tile& tile, const Span2D<const float>& metres)>;

/// Exact Euclidean distance from every cell centre to the nearest one of each target class, out of
/// core: two sweeps over the land use (the stack's first year), the same bits for every partition.
/// Memory of a rank does not grow with the raster's height: per target one row of tiles at 5 bytes
/// a cell (8 where cells are no squares). Collective.
/// \param scratch  path of a file for 8 bytes a column, row of tiles and target; each rank adds its
///                 number, and removes the file in the end
/// \param take     called on each rank for its own tiles, one row of tiles after another, from
///                 several threads
void distances_to(const Runtime& first, const Runtime& second, const Partition& partition,
                  const RasterStack& stack, const std::vector<CodeSet>& targets,
                  const std::string& scratch, const TakeDistances& take);

}  // namespace terrabalance
