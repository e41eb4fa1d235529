#include "kernels/uncertainty/ipcc_trend.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace terrabalance::uncertainty {

Trend ipcc_trend(std::span<const TrendCategory> categories) {
  double base = 0;
  double current = 0;
  for (const TrendCategory& c : categories) {
    base += c.base;
    current += c.current;
  }
  if (base == 0) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    return {nan, nan};
  }
  const double trend = (current - base) / base;
  double squares = 0;
  for (const TrendCategory& c : categories) {
    const double more_base = base + 0.01 * c.base;
    const double more_current = current + 0.01 * c.current;
    const double a = 100 * ((more_current - more_base) / more_base - trend);
    const double b = c.current / base;
    squares += a * a * c.u_factor * c.u_factor + 2 * b * b * c.u_activity * c.u_activity;
  }
  return {100 * trend, std::sqrt(squares)};
}

namespace {

double relative_variance(const Distribution& d) {
  return d.mean() != 0 ? d.sd() * d.sd() / (d.mean() * d.mean()) : 0;
}

std::set<std::uint32_t> factors_of(const Sum& sum) {
  std::set<std::uint32_t> factors;
  for (const Term& term : sum)
    factors.insert(term.factors.begin(), term.factors.end());
  return factors;
}

}  // namespace

std::vector<TrendCategory> trend_categories(const Sum& base, const Sum& current,
                                            const Inputs& inputs) {
  const auto of_base = factors_of(base);
  const auto of_current = factors_of(current);
  // By the inputs that both years have.
  std::map<std::vector<std::uint32_t>, TrendCategory> categories;
  std::map<std::vector<std::uint32_t>, double> own_variance;
  const auto add = [&](const Term& term, bool is_current) {
    double value = term.coefficient;
    double own = 0;
    std::vector<std::uint32_t> shared;
    for (const auto f : term.factors) {
      const Distribution& d = inputs.independent[f].distribution;
      value *= d.mean();
      if (of_base.contains(f) && of_current.contains(f)) {
        shared.push_back(f);
      } else {
        own += relative_variance(d);
      }
    }
    if (term.cell != Term::no_cell) {
      const auto cell = static_cast<std::size_t>(term.cell);
      const double mean = inputs.cell_mean(cell);
      value *= mean;
      if (mean > 0) own += inputs.cell_covariance(cell, cell) / (mean * mean);
    }
    TrendCategory& category = categories[shared];
    (is_current ? category.current : category.base) += value;
    if (is_current) own_variance[shared] += value * value * own;
  };
  for (const Term& term : base)
    add(term, false);
  for (const Term& term : current)
    add(term, true);
  std::vector<TrendCategory> result;
  for (auto& [shared, category] : categories) {
    double variance = 0;
    for (const auto f : shared)
      variance += relative_variance(inputs.independent[f].distribution);
    category.u_factor = 100 * z95 * std::sqrt(variance);
    if (category.current != 0) {
      category.u_activity =
          100 * z95 * std::sqrt(own_variance[shared]) / std::abs(category.current);
    }
    result.push_back(category);
  }
  return result;
}

}  // namespace terrabalance::uncertainty
