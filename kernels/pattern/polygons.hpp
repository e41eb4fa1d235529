#pragma once

#include <cstdint>
#include <vector>

#include "engine/value/features.hpp"

namespace terrabalance::pattern {

/// Throws InputError naming the polygon: no ring, a ring that is not closed or has fewer than four
/// vertices, a coordinate that is not finite, no area.
void check(const Polygons& polygons);

/// Planar centroids: area-weighted over outer rings, less holes.
Points centroids(const Polygons& polygons);

enum class Contiguity {
  queen,  ///< share a point
  rook    ///< share a piece of border longer than the tolerance
};

/// Pairs of adjacent polygons, each in both directions, ascending.
struct Adjacency {
  std::int32_t from;
  std::int32_t to;
  auto operator<=>(const Adjacency&) const = default;
};

/// Contiguity of borders, also where a vertex of one polygon lies inside an edge of another.
/// Time grows with the number of edges times edges close by; memory O(edges).
/// \param snap distance below which borders count as touching, in coordinate units; negative:
///        1e-9 of the larger side of the bounding box
std::vector<Adjacency> contiguity(const Polygons& polygons, Contiguity rule, double snap = -1);

}  // namespace terrabalance::pattern
