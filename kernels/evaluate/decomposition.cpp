#include "kernels/evaluate/decomposition.hpp"

#include <cmath>
#include <limits>

#include "engine/value/error.hpp"

namespace terrabalance::evaluate {
namespace {

constexpr double coupled_from = 0.8;
constexpr double coupled_to = 1.2;

std::string state_of(double carbon_change, double gdp_change, double elasticity) {
  const bool grows = gdp_change > 0;
  if (carbon_change <= 0 && grows)
    return carbon_change < 0 ? "strong decoupling" : "weak decoupling";
  if (carbon_change > 0 && !grows) return "strong negative decoupling";
  if (elasticity < coupled_from) return grows ? "weak decoupling" : "weak negative decoupling";
  if (elasticity <= coupled_to) return grows ? "expansive coupling" : "recessive coupling";
  return grows ? "expansive negative decoupling" : "recessive decoupling";
}

double product(std::span<const double> factors) {
  double result = 1;
  for (const double factor : factors)
    result *= factor;
  return result;
}

}  // namespace

Decoupling decoupling(double carbon_before, double carbon_after, double gdp_before,
                      double gdp_after) {
  if (!(gdp_before > 0) || !(gdp_after > 0)) {
    throw InputError("decoupling needs a GDP above 0 in both years");
  }
  const double carbon_change = carbon_after - carbon_before;
  const double gdp_change = gdp_after - gdp_before;
  if (!(carbon_before > 0) || gdp_change == 0 || !std::isfinite(carbon_change)) {
    return {std::numeric_limits<double>::quiet_NaN(), "undefined"};
  }
  const double elasticity = carbon_change / carbon_before / (gdp_change / gdp_before);
  return {elasticity, state_of(carbon_change, gdp_change, elasticity)};
}

double logarithmic_mean(double a, double b) {
  if (a == b) return a;
  // Near a = b the quotient of two small differences loses digits; the series does not.
  const double u = (a - b) / b;
  if (std::abs(u) < 1e-4) return b * (1 + u / 2 - u * u / 12 + u * u * u / 24);
  return (a - b) / std::log(a / b);
}

std::vector<double> lmdi(std::span<const double> before, std::span<const double> after,
                         std::span<const std::string> factors) {
  std::vector<double> parts(before.size(), 0);
  std::vector<bool> vanishes(before.size(), false);
  double vanishing = 0;
  for (std::size_t k = 0; k < before.size(); ++k) {
    if (!std::isfinite(before[k]) || !std::isfinite(after[k])) {
      throw InputError("factor '" + factors[k] + "' has no finite value");
    }
    if (before[k] * after[k] < 0) {
      throw InputError("factor '" + factors[k] +
                       "' changes its sign between the years: it has no logarithmic mean");
    }
    vanishes[k] = (before[k] == 0) != (after[k] == 0);
    vanishing += vanishes[k] ? 1 : 0;
  }
  const double from = product(before);
  const double to = product(after);
  if (from == 0 || to == 0) {
    for (std::size_t k = 0; k < parts.size() && to != from; ++k) {
      if (vanishes[k]) parts[k] = (to - from) / vanishing;
    }
    return parts;
  }
  const double mean = logarithmic_mean(to, from);
  for (std::size_t k = 0; k < parts.size(); ++k)
    parts[k] = mean * std::log(after[k] / before[k]) + 0.0;  // 0 for -0
  return parts;
}

}  // namespace terrabalance::evaluate
