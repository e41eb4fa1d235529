#include "jobs/uncertainty/tables/quantities.hpp"

#include <algorithm>
#include <cmath>

namespace terrabalance {
namespace {

constexpr const char* carbon = "t C/yr";

Quantity::Weights source(std::size_t year, double weight = 1) {
  return {{2 * year, weight}};
}

Quantity::Weights sink(std::size_t year, double weight = 1) {
  return {{2 * year + 1, weight}};
}

Quantity::Weights net(std::size_t year, double weight = 1) {
  return {{2 * year, weight}, {2 * year + 1, -weight}};
}

Quantity::Weights operator+(Quantity::Weights a, const Quantity::Weights& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

void add_trends(std::vector<Quantity>& all, std::size_t from, std::size_t to) {
  all.push_back({"source", carbon, from, to, true, source(to) + source(from, -1), {}, 1});
  all.push_back({"sink", carbon, from, to, true, sink(to) + sink(from, -1), {}, 1});
  all.push_back({"net", carbon, from, to, true, net(to) + net(from, -1), {}, 1});
  all.push_back({"net_percent", "%", from, to, true, net(to) + net(from, -1), net(from), 100});
}

/// Least-squares slope of net over the years: a weighted sum of them.
Quantity slope(const std::vector<std::int64_t>& years) {
  double mean = 0;
  for (const auto year : years)
    mean += static_cast<double>(year) / static_cast<double>(years.size());
  double squares = 0;
  for (const auto year : years)
    squares += std::pow(static_cast<double>(year) - mean, 2);
  Quantity::Weights weights;
  for (std::size_t y = 0; y < years.size(); ++y)
    weights = std::move(weights) + net(y, (static_cast<double>(years[y]) - mean) / squares);
  return {"net_slope", "t C/yr2", 0, years.size() - 1, true, weights, {}, 1};
}

double weighted(const Quantity::Weights& weights, std::span<const double> sums) {
  double value = 0;
  for (const auto& [k, weight] : weights)
    value += weight * sums[k];
  return value;
}

void weighted(const Quantity::Weights& weights, std::span<const std::span<const double>> columns,
              std::span<double> out) {
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const double weight = weights[k].second;
    const double* x = columns[weights[k].first].data();
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = k == 0 ? weight * x[i] : out[i] + weight * x[i];
  }
}

}  // namespace

std::vector<Quantity> quantities_of(const std::vector<std::int64_t>& years,
                                    const std::vector<double>& area_ha, bool gdp,
                                    const std::string& gdp_unit) {
  std::vector<Quantity> all;
  const std::size_t count = years.size();
  for (std::size_t y = 0; y < count; ++y) {
    all.push_back({"source", carbon, y, y, false, source(y), {}, 1});
    all.push_back({"sink", carbon, y, y, false, sink(y), {}, 1});
    all.push_back({"net", carbon, y, y, false, net(y), {}, 1});
    if (area_ha[y] > 0) {
      all.push_back({"net_per_ha", "t C/ha/yr", y, y, false, net(y, 1 / area_ha[y]), {}, 1});
    }
    if (gdp) {
      all.push_back(
          {"net_per_gdp", "t C/(" + gdp_unit + ")", y, y, false, net(y), {{2 * count + y, 1}}, 1});
    }
  }
  for (std::size_t y = 1; y < count; ++y)
    add_trends(all, y - 1, y);
  if (count > 2) {
    add_trends(all, 0, count - 1);
    all.push_back(slope(years));
  }
  return all;
}

uncertainty::Sum sum_of(const Quantity::Weights& weights, double scale,
                        const uncertainty::SumGroup& zone) {
  uncertainty::Sum sum;
  for (const auto& [k, weight] : weights) {
    for (const uncertainty::Term& term : zone[k])
      sum.push_back({scale * weight * term.coefficient, term.factors, term.cell});
  }
  return uncertainty::simplified(std::move(sum));
}

double value_of(const Quantity& quantity, std::span<const double> sums) {
  const double value = quantity.scale * weighted(quantity.numerator, sums);
  return quantity.is_ratio() ? value / std::abs(weighted(quantity.denominator, sums)) : value;
}

void values_of(const Quantity& quantity, std::span<const std::span<const double>> columns,
               std::span<double> out) {
  weighted(quantity.numerator, columns, out);
  if (quantity.is_ratio()) {
    std::vector<double> divisor(out.size());
    weighted(quantity.denominator, columns, divisor);
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] *= quantity.scale / std::abs(divisor[i]);
  } else if (quantity.scale != 1) {
    for (double& x : out)
      x *= quantity.scale;
  }
}

}  // namespace terrabalance
