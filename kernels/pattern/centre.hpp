#pragma once

#include <span>

#include "kernels/pattern/distance_weights.hpp"

namespace terrabalance::pattern {

struct Place {
  double x = 0;
  double y = 0;
};

/// Weighted mean centre. \throws InputError for a negative or non-finite weight (named by row), or
/// weights that sum to 0.
Place mean_centre(const Points& points, std::span<const double> weights);

/// The way from one centre to another: kilometres and degrees clockwise from north (NaN if they
/// coincide). Planar coordinates are metres; great circle: longitude and latitude in degrees.
struct Shift {
  double distance_km = 0;
  double azimuth_deg = 0;
};
Shift shift(const Place& from, const Place& to, Metric metric);

/// How the axes of the deviational ellipse are scaled.
enum class EllipseScale {
  standard,   ///< sqrt(sum w d^2 / sum w): Lefever 1926, Yuill 1971
  crimestat,  ///< times sqrt(2 n / (n - 2)): the degrees of freedom and sqrt 2 of CrimeStat
};

/// Standard deviational ellipse around the weighted mean centre.
struct Ellipse {
  Place centre;
  double major = 0;        ///< half axis, coordinate units
  double minor = 0;        ///< half axis, coordinate units
  double azimuth_deg = 0;  ///< of the major axis, clockwise from north, in [0, 180)
  double area = 0;
  double eccentricity = 0;
};

/// \throws InputError as mean_centre() does, or with fewer than 3 points.
Ellipse deviational_ellipse(const Points& points, std::span<const double> weights,
                            EllipseScale scale = EllipseScale::standard);

}  // namespace terrabalance::pattern
