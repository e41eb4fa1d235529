#pragma once

#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <string_view>

namespace terrabalance::gwr {

/// How the weight of a neighbour falls with z = distance / bandwidth.
enum class Kernel {
  gaussian,     ///< exp(-z² / 2), every point
  exponential,  ///< exp(-z), every point
  bisquare,     ///< (1 - z²)² for z < 1
  tricube,      ///< (1 - z³)³ for z < 1
  boxcar        ///< 1 for z < 1
};

/// Whether points beyond the bandwidth have weight 0.
constexpr bool is_compact(Kernel kernel) {
  return kernel != Kernel::gaussian && kernel != Kernel::exponential;
}

/// The kernel of that name, if there is one.
std::optional<Kernel> kernel_of(std::string_view name);
std::string_view name_of(Kernel kernel);

/// How far two places are apart.
enum class Metric {
  planar,       ///< Euclidean, in the units of the coordinates
  great_circle  ///< km on a sphere of 6371 km; x = longitude, y = latitude, degrees
};

constexpr double earth_radius_km = 6371;

/// Straight distance through the sphere of two places whose great-circle distance is given (km).
inline double chord_of(double great_circle) {
  const double half = great_circle / (2 * earth_radius_km);
  if (half >= std::numbers::pi / 2) return 2 * earth_radius_km;
  return 2 * earth_radius_km * std::sin(half);
}

/// Great-circle distance (km) of two places whose squared chord is given.
inline double great_circle_of(double squared_chord) {
  const double sine = std::sqrt(squared_chord) / (2 * earth_radius_km);
  return 2 * earth_radius_km * std::asin(sine < 1 ? sine : 1);
}

/// A kernel with its bandwidth in units of the metric (> 0; infinite: every weight is 1).
struct Weighting {
  Kernel kernel = Kernel::bisquare;
  Metric metric = Metric::planar;
  double bandwidth = std::numeric_limits<double>::infinity();
};

/// Weight at a distance. The reference that the vectorised code is tested against.
double weight(Kernel kernel, double distance, double bandwidth);

}  // namespace terrabalance::gwr
