#pragma once

#include <cstddef>

#include "kernels/pattern/polygons.hpp"
#include "kernels/pattern/weights.hpp"

namespace terrabalance::pattern {

/// How far apart two points are.
enum class Metric {
  planar,       ///< Euclidean, coordinate units
  great_circle  ///< longitude, latitude in degrees; kilometres on a sphere of 6371 km
};

double distance(const Points& points, std::size_t i, std::size_t j, Metric metric);

/// Binary weights of the k nearest other points; equal distances go to the lower index.
/// O(n k log n). \throws InputError for k < 1 or k >= n, or a coordinate that is not finite.
Weights nearest_neighbours(const Points& points, std::size_t k, Metric metric);

/// Binary weights of all points within `reach` (inclusive). \throws InputError for reach <= 0.
Weights distance_band(const Points& points, double reach, Metric metric);

/// w_ij = d_ij^-power within `reach`. \throws InputError naming two points at the same place.
Weights inverse_distance(const Points& points, double reach, double power, Metric metric);

/// The least band in which every point has a neighbour: the largest nearest-neighbour distance.
double least_band(const Points& points, Metric metric);

}  // namespace terrabalance::pattern
