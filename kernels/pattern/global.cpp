#include "kernels/pattern/global.hpp"

#include <cmath>
#include <string>

#include "kernels/pattern/deviations.hpp"
#include "kernels/statistics/finite.hpp"
#include "kernels/statistics/normal.hpp"

namespace terrabalance::pattern {
namespace {

WeightMoments checked_moments(const Weights& weights, std::span<const double> x,
                              std::string_view variable) {
  require_count(variable, x.size(), 4);
  if (x.size() != weights.size()) {
    throw InputError("variable '" + std::string(variable) + "' has " + std::to_string(x.size()) +
                     " values, the weights " + std::to_string(weights.size()) + " units");
  }
  require_finite(variable, x);
  require_variation(variable, x);
  if (weights.links() == 0) {
    throw InputError("no unit has a neighbour; use other weights (a larger band, knn)");
  }
  return moments(weights);
}

Moments test(double value, double expected, double variance, double sign = 1) {
  const double z = sign * (value - expected) / std::sqrt(variance);
  return {expected, variance, z, two_sided_p(z)};
}

}  // namespace

Moran moran(const Weights& weights, std::span<const double> x, std::string_view variable) {
  const auto [s0, s1, s2] = checked_moments(weights, x, variable);
  const Deviations d(x);
  const auto n = static_cast<double>(x.size());
  double cross = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    cross += d.z[i] * weights.lag(i, d.z);
  const double expected = -1 / (n - 1);
  const double s02 = s0 * s0;
  const double b2 = d.kurtosis();
  const double normal = (n * n * s1 - n * s2 + 3 * s02) / ((n * n - 1) * s02) - expected * expected;
  const double random = (n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s02) -
                         b2 * ((n * n - n) * s1 - 2 * n * s2 + 6 * s02)) /
                            ((n - 1) * (n - 2) * (n - 3) * s02) -
                        expected * expected;
  const double i = n / s0 * cross / d.sum2;
  return {i, test(i, expected, normal), test(i, expected, random)};
}

Geary geary(const Weights& weights, std::span<const double> x, std::string_view variable) {
  const auto [s0, s1, s2] = checked_moments(weights, x, variable);
  const Deviations d(x);
  const auto n = static_cast<double>(x.size());
  double squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto neighbours = weights.neighbours(i);
    const auto values = weights.values(i);
    for (std::size_t k = 0; k < neighbours.size(); ++k) {
      const double difference = d.z[i] - d.z[static_cast<std::size_t>(neighbours[k])];
      squares += values[k] * difference * difference;
    }
  }
  const double s02 = s0 * s0;
  const double b2 = d.kurtosis();
  const double normal = ((2 * s1 + s2) * (n - 1) - 4 * s02) / (2 * (n + 1) * s02);
  const double random = ((n - 1) * s1 * (n * n - 3 * n + 3 - b2 * (n - 1)) -
                         (n - 1) * s2 * (n * n + 3 * n - 6 - b2 * (n * n - n + 2)) / 4 +
                         s02 * (n * n - 3 - b2 * (n - 1) * (n - 1))) /
                        (n * (n - 2) * (n - 3) * s02);
  const double c = (n - 1) / (2 * s0) * squares / d.sum2;
  return {c, test(c, 1, normal, -1), test(c, 1, random, -1)};
}

GeneralG general_g(const Weights& weights, std::span<const double> x, std::string_view variable) {
  const auto [s0, s1, s2] = checked_moments(weights, x, variable);
  double m1 = 0;
  double m2 = 0;
  double m3 = 0;
  double m4 = 0;
  double cross = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double v = x[i];
    if (v < 0) {
      throw InputError("variable '" + std::string(variable) + "', row " + std::to_string(i) +
                       " (from 0) is negative; general G needs values >= 0");
    }
    m1 += v;
    m2 += v * v;
    m3 += v * v * v;
    m4 += v * v * v * v;
    cross += v * weights.lag(i, x);
  }
  const auto n = static_cast<double>(x.size());
  const double s02 = s0 * s0;
  const double b0 = (n * n - 3 * n + 3) * s1 - n * s2 + 3 * s02;
  const double b1 = -((n * n - n) * s1 - 2 * n * s2 + 6 * s02);
  const double b2 = -(2 * n * s1 - (n + 3) * s2 + 6 * s02);
  const double b3 = 4 * (n - 1) * s1 - 2 * (n + 1) * s2 + 8 * s02;
  const double b4 = s1 - s2 + s02;
  const double pairs = m1 * m1 - m2;
  const double expected = s0 / (n * (n - 1));
  const double second =
      (b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1 * m1 * m1 * m1) /
      (pairs * pairs * n * (n - 1) * (n - 2) * (n - 3));
  const double g = cross / pairs;
  return {g, test(g, expected, second - expected * expected)};
}

double bivariate_moran(const Weights& weights, std::span<const double> x, std::span<const double> y,
                       std::string_view x_name, std::string_view y_name) {
  const auto s = checked_moments(weights, x, x_name);
  checked_moments(weights, y, y_name);
  const Deviations dx(x);
  const Deviations dy(y);
  double cross = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    cross += dx.z[i] * weights.lag(i, dy.z);
  return static_cast<double>(x.size()) / s.s0 * cross / std::sqrt(dx.sum2 * dy.sum2);
}

}  // namespace terrabalance::pattern
