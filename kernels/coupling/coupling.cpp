#include "kernels/coupling/coupling.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernels/statistics/finite.hpp"

namespace terrabalance::coupling {

std::vector<double> normalise(std::span<const double> x, Normalisation how,
                              std::string_view variable) {
  const std::string name(variable);
  require_count(variable, x.size(), 1);
  require_finite(variable, x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] >= 0) continue;
    throw InputError("variable '" + name + "', row " + std::to_string(i) +
                     " (from 0) is negative; sources and sinks are given as amounts >= 0");
  }
  const auto [least, most] = std::minmax_element(x.begin(), x.end());
  const double from = how == Normalisation::max ? 0 : *least;
  const double range = *most - from;
  if (!(range > 0)) {
    throw InputError(
        "variable '" + name + "' cannot be normalised: " +
        (how == Normalisation::max ? "all its values are 0" : "all its values are equal; use max"));
  }
  std::vector<double> scores;
  for (const double value : x)
    scores.push_back((value - from) / range);
  return scores;
}

Degree degree(std::span<const double> u, std::span<const double> weights) {
  require_count("scores of systems", u.size(), 2);
  const auto n = static_cast<double>(u.size());
  double sum = 0;
  double log_product = 0;
  double sum_of_weights = 0;
  Degree result;
  for (std::size_t k = 0; k < u.size(); ++k) {
    if (!(u[k] >= 0 && u[k] <= 1)) {
      throw InputError("the score of system " + std::to_string(k + 1) + " is " +
                       std::to_string(u[k]) + ", outside [0, 1]");
    }
    const double w = weights.empty() ? 1 / n : weights[k];
    if (!(w >= 0)) throw InputError("weights of systems must be >= 0");
    sum_of_weights += w;
    sum += u[k];
    log_product += std::log(u[k]);
    result.t += w * u[k];
  }
  if (std::abs(sum_of_weights - 1) > 1e-9) throw InputError("weights of systems must sum to 1");
  if (sum == 0) return {};
  // Two systems by a square root, which is exact where exp(log) is not.
  const double mean = u.size() == 2 ? std::sqrt(u[0] * u[1]) : std::exp(log_product / n);
  result.c = std::min(1.0, n * mean / sum);
  result.d = std::sqrt(result.c * result.t);
  return result;
}

int level_of(double d) {
  constexpr std::array<double, 9> bounds{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
  return 1 + static_cast<int>(std::upper_bound(bounds.begin(), bounds.end(), d) - bounds.begin());
}

std::string_view level_name(int level) {
  constexpr std::array<std::string_view, 10> names{
      "extreme disorder",  "serious disorder",    "moderate disorder",    "mild disorder",
      "near disorder",     "bare coordination",   "primary coordination", "medium coordination",
      "good coordination", "quality coordination"};
  return names.at(static_cast<std::size_t>(level - 1));
}

Relative relative_development(double source_score, double sink_score) {
  if (source_score == 0 && sink_score == 0) {
    return {std::numeric_limits<double>::quiet_NaN(), ""};
  }
  const double ratio =
      source_score == 0 ? std::numeric_limits<double>::infinity() : sink_score / source_score;
  if (ratio < 0.8) return {ratio, "source leads"};
  return {ratio, ratio > 1.2 ? "sink leads" : "synchronous"};
}

}  // namespace terrabalance::coupling
