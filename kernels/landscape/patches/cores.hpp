#pragma once

#include <cstdint>
#include <vector>

#include "kernels/landscape/patches/disjoint_sets.hpp"
#include "kernels/landscape/patches/labelling.hpp"
#include "kernels/landscape/patches/summary.hpp"

namespace terrabalance::landscape {

/// The core regions of a tile that reach the second line of cells from a side: later core cells
/// of the outer line may join them.
struct TileCores {
  DisjointSets sets;
  std::vector<CoreRegion> regions;                      ///< by label
  std::vector<std::uint32_t> left, right, top, bottom;  ///< labels, or Summary::no_core
};

/// Labels the regions of core cells and adds their number and cells to their patches.
/// \param inner  core cells as runs, with the labels of their patches (see erode)
/// \param patches  by root of `patch_sets`, which is flat
/// \param classes  gets the other regions' cells
TileCores label_cores(const RunRows& inner, const DisjointSets& patch_sets, std::int64_t width,
                      Directions directions, std::vector<Patch>& patches,
                      KeyedTotals<ClassTotals>& classes);

}  // namespace terrabalance::landscape
