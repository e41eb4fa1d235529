#pragma once

#include <cstdint>
#include <vector>

#include "tests/kernels/landscape/raster.hpp"

namespace terrabalance::landscape::test {

/// The patches of a raster by flood fill over all cells: slow and plain.
struct Twin {
  std::vector<Patch> patches;     ///< complete, in order of zone, class and first cell
  std::vector<CoreRegion> cores;  ///< regions of core cells
  std::vector<double> nearest;    ///< their distance to another patch of the class; inf: none
  KeyedTotals<AdjacencyTotals> adjacency;
  KeyedTotals<ZoneTotals> zones;
};

/// \param rows   on a grid in degrees, else null
/// \param hulls  there, circles are those of hulls
Twin brute_force(const Raster& raster, Directions directions, const ClassWeights& contrast = {},
                 std::int64_t edge_depth = 1, const RowSizes* rows = nullptr, bool hulls = false);

/// Number of the patch of every cell, see patch_id(); 0 outside.
std::vector<std::int64_t> brute_force_ids(const Raster& raster, Directions directions);

/// A summary made of the twin's counts.
Summary summary_of(const Twin& twin, const PatchOptions& options);

/// Equal in every bit that matters: totals, whatever their order.
bool same(const Summary& a, const Summary& b);

}  // namespace terrabalance::landscape::test
