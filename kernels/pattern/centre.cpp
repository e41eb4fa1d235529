#include "kernels/pattern/centre.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "engine/value/error.hpp"
#include "kernels/statistics/finite.hpp"

namespace terrabalance::pattern {
namespace {

constexpr double degree = std::numbers::pi / 180;

double azimuth(double east, double north) {
  if (east == 0 && north == 0) return std::numeric_limits<double>::quiet_NaN();
  const double angle = std::atan2(east, north) / degree;
  return angle < 0 ? angle + 360 : angle;
}

}  // namespace

Place mean_centre(const Points& points, std::span<const double> weights) {
  require_finite("x", points.x);
  require_finite("y", points.y);
  double total = 0;
  Place sum;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!(weights[i] >= 0) || !std::isfinite(weights[i])) {
      throw InputError("row " + std::to_string(i) +
                       " (from 0): the weight of a centre must be a number >= 0");
    }
    total += weights[i];
    sum.x += weights[i] * points.x[i];
    sum.y += weights[i] * points.y[i];
  }
  if (!(total > 0)) throw InputError("all weights are 0: there is no weighted centre");
  return {sum.x / total, sum.y / total};
}

Shift shift(const Place& from, const Place& to, Metric metric) {
  const Points ends{{from.x, to.x}, {from.y, to.y}};
  const double d = distance(ends, 0, 1, metric);
  if (metric == Metric::planar) return {d / 1000, azimuth(to.x - from.x, to.y - from.y)};
  const double across = (to.x - from.x) * degree;
  const double east = std::sin(across) * std::cos(to.y * degree);
  const double north = std::cos(from.y * degree) * std::sin(to.y * degree) -
                       std::sin(from.y * degree) * std::cos(to.y * degree) * std::cos(across);
  return {d, azimuth(east, north)};
}

Ellipse deviational_ellipse(const Points& points, std::span<const double> weights,
                            EllipseScale scale) {
  require_count("coordinates", points.size(), 3);
  Ellipse ellipse;
  ellipse.centre = mean_centre(points, weights);
  double total = 0;
  double xx = 0;
  double yy = 0;
  double xy = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double dx = points.x[i] - ellipse.centre.x;
    const double dy = points.y[i] - ellipse.centre.y;
    total += weights[i];
    xx += weights[i] * dx * dx;
    yy += weights[i] * dy * dy;
    xy += weights[i] * dx * dy;
  }
  // Half axes: roots of the eigenvalues of the weighted covariance.
  const double half_trace = (xx + yy) / 2;
  const double radius = std::hypot((xx - yy) / 2, xy);
  const auto n = static_cast<double>(points.size());
  const double factor = scale == EllipseScale::standard ? 1 : std::sqrt(2 * n / (n - 2));
  ellipse.major = factor * std::sqrt((half_trace + radius) / total);
  ellipse.minor = factor * std::sqrt(std::max(0.0, half_trace - radius) / total);
  double angle = std::atan2(2 * xy, yy - xx) / 2 / degree;
  if (angle < 0) angle += 180;
  ellipse.azimuth_deg = angle;
  ellipse.area = std::numbers::pi * ellipse.major * ellipse.minor;
  const double ratio = ellipse.major > 0 ? ellipse.minor / ellipse.major : 1;
  ellipse.eccentricity = std::sqrt(1 - ratio * ratio);
  return ellipse;
}

}  // namespace terrabalance::pattern
