#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "kernels/landscape/indices/class_weights.hpp"
#include "kernels/landscape/landscape.hpp"
#include "kernels/landscape/second_sweep/second_sweep.hpp"

/// \file
/// Indices of a patch's neighbourhood, by the FRAGSTATS 4 manual (McGarigal, Cushman and Ene 2012):
/// prox, simi, connect; and the distance to the k-th nearest patch. Distances are between the
/// centres of the nearest edge cells of two patches, as for enn.
namespace terrabalance::landscape {

struct ProximityOptions {
  double radius = 0;                       ///< m, of the neighbourhood; 0: not asked for
  ClassWeights similarity;                 ///< empty: no simi
  int neighbour = 0;                       ///< k of the k-th nearest patch; 0: not asked for
  std::shared_ptr<const RowSizes> rows{};  ///< on a grid in degrees, else null

  bool asked() const { return radius > 0 || neighbour > 0; }
};

/// What is around one patch.
struct PatchProximity {
  std::int64_t patch = 0;  ///< its first cell
  std::int32_t zone = 0;
  ClassIndex class_index = 0;
  double prox = 0;         ///< sum of area / distance^2 of patches of the class within the radius
  double simi = 0;         ///< the same over all classes, times their similarity
  std::int64_t links = 0;  ///< patches of the class within the radius
  double kth = 0;          ///< m, to the k-th nearest patch of the class; infinite if there is none
};

/// Every patch's neighbourhood. Each patch's edges search a tree of boxes over the edges of the
/// class (of the zone, for simi): O(n log n + pairs of runs within the radius).
/// \param edges    by class_key; reordered
/// \param patches  all patches, for their areas
/// \param threads  classes or zones are searched in parallel
/// \return by (zone, class, first cell)
std::vector<PatchProximity> proximity(KeyedTotals<Edges>& edges, const std::vector<Patch>& patches,
                                      const CellSize& cell, const ProximityOptions& options,
                                      int threads);

/// Fills in LandscapeClass::proximity and Landscape::proximity.
void add_proximity(std::vector<Landscape>& landscapes, const std::vector<PatchProximity>& patches);

}  // namespace terrabalance::landscape
