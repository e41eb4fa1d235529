#include "kernels/uncertainty/gamma_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <boost/math/special_functions/gamma.hpp>

#include "kernels/uncertainty/lanes/lanes.hpp"

namespace terrabalance::uncertainty {
namespace {

/// Normal scores of the smallest and largest uniforms of 53 bits lie within.
constexpr double reach = 8.5;
constexpr double steps_per_unit = 32;
constexpr auto intervals = static_cast<std::size_t>(2 * reach * steps_per_unit);

double below(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

}  // namespace

GammaQuantile::GammaQuantile(double shape) {
  const double log_gamma = std::lgamma(shape);
  for (std::size_t k = 0; k <= intervals; ++k) {
    const double z = static_cast<double>(k) / steps_per_unit - reach;
    // Each tail from its own side, where its probability has all its digits.
    const double x = z < 0 ? boost::math::gamma_p_inv(shape, below(z))
                           : boost::math::gamma_q_inv(shape, below(-z));
    const double y = std::log(x);
    // With F(e^y) = Phi(z): y' = phi(z) / (x f(x)), y'' = y' (-z - y' (shape - x)).
    const double log_density = shape * y - x - log_gamma;
    const double log_phi = -0.5 * z * z - 0.5 * std::log(2 * std::numbers::pi);
    const double slope = std::exp(log_phi - log_density);
    const double bend = slope * (-z - slope * (shape - x));
    constexpr double h = 1 / steps_per_unit;
    nodes_.push_back({y, h * slope, 0.5 * h * h * bend});
  }
}

void GammaQuantile::quantiles(std::span<double> values) const {
  lane_loops().normal_quantiles(values.size(), values.data());
  for (double& value : values) {
    const double place = (std::clamp(value, -reach, reach) + reach) * steps_per_unit;
    const auto k = std::min(static_cast<std::size_t>(place), intervals - 1);
    const double t = place - static_cast<double>(k);
    const Node& a = nodes_[k];
    const Node& b = nodes_[k + 1];
    // The quintic with value, slope and curvature of both nodes.
    const double rise = b.y - a.y - a.d1 - a.d2;
    const double slope = b.d1 - a.d1 - 2 * a.d2;
    const double bend = b.d2 - a.d2;
    const double c3 = 10 * rise - 4 * slope + bend;
    const double c4 = -15 * rise + 7 * slope - 2 * bend;
    const double c5 = 6 * rise - 3 * slope + bend;
    value = std::exp(a.y + t * (a.d1 + t * (a.d2 + t * (c3 + t * (c4 + t * c5)))));
  }
}

}  // namespace terrabalance::uncertainty
