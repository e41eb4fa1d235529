#include "kernels/pattern/local.hpp"

#include <cmath>
#include <limits>

#include "kernels/pattern/deviations.hpp"
#include "kernels/pattern/global.hpp"
#include "kernels/statistics/normal.hpp"

namespace terrabalance::pattern {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct RowSums {
  double w = 0;
  double w2 = 0;
};

RowSums row_sums(const Weights& weights, std::size_t i) {
  RowSums sums;
  for (const double w : weights.values(i)) {
    sums.w += w;
    sums.w2 += w * w;
  }
  return sums;
}

// N w2 - w^2, or 0 where that is only rounding: a unit linked evenly to all others has no variance.
double spread(double n, const RowSums& row) {
  const double difference = n * row.w2 - row.w * row.w;
  return difference > 1e-12 * row.w * row.w ? difference : 0;
}

double divide(double numerator, double denominator) {
  return denominator > 0 ? numerator / denominator : nan;
}

}  // namespace

LocalMoran local_moran(const Weights& weights, std::span<const double> x, std::string_view variable,
                       Randomisation randomisation, MoranScale scale) {
  moran(weights, x, variable);  // its checks
  const Deviations d(x);
  const auto n = static_cast<double>(x.size());
  const double m2 = d.sum2 / n;
  const double b2 = d.kurtosis();
  const double factor = scale == MoranScale::population ? 1 : (n - 1) / n;
  LocalMoran result;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const RowSums row = row_sums(weights, i);
    const double z2 = d.z[i] * d.z[i];
    double expected = -row.w / (n - 1);
    double variance = 0;
    if (randomisation == Randomisation::conditional) {
      expected *= z2 / m2;
      variance =
          z2 / (m2 * m2) * n / ((n - 1) * (n - 2)) * spread(n - 1, row) * (m2 - z2 / (n - 1));
    } else {
      variance = (n - b2) / (n - 1) * row.w2 +
                 (2 * b2 - n) / ((n - 1) * (n - 2)) * (row.w * row.w - row.w2) -
                 expected * expected;
    }
    const double value = d.z[i] * weights.lag(i, d.z) / m2;
    const bool island = weights.neighbours(i).empty();
    const double z = island ? nan : divide(value - expected, std::sqrt(variance));
    result.i.push_back(factor * value);
    result.expected.push_back(factor * expected);
    result.variance.push_back(factor * factor * variance);
    result.z.push_back(z);
    result.p.push_back(two_sided_p(z));
  }
  return result;
}

std::vector<std::string> quadrants(const Weights& weights, std::span<const double> x) {
  const Deviations d(x);
  double mean_lag = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    mean_lag += weights.lag(i, x) / static_cast<double>(x.size());
  std::vector<std::string> result;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (weights.neighbours(i).empty()) {
      result.emplace_back();
      continue;
    }
    const bool high_around = weights.lag(i, x) > mean_lag;
    result.emplace_back(d.z[i] > 0 ? (high_around ? "HH" : "HL") : (high_around ? "LH" : "LL"));
  }
  return result;
}

Scatterplot scatterplot(const Weights& weights, std::span<const double> x) {
  const Deviations d(x);
  const double sd = std::sqrt(d.sum2 / static_cast<double>(x.size()));
  Scatterplot result;
  for (std::size_t i = 0; i < x.size(); ++i) {
    result.z.push_back(d.z[i] / sd);
    result.lag.push_back(weights.lag(i, d.z) / sd);
  }
  return result;
}

std::vector<double> local_bivariate_moran(const Weights& weights, std::span<const double> x,
                                          std::span<const double> y) {
  bivariate_moran(weights, x, y, "first", "second");  // its checks
  const Deviations dx(x);
  const Deviations dy(y);
  const double scale = static_cast<double>(x.size()) / std::sqrt(dx.sum2 * dy.sum2);
  std::vector<double> result;
  for (std::size_t i = 0; i < x.size(); ++i)
    result.push_back(scale * dx.z[i] * weights.lag(i, dy.z));
  return result;
}

std::vector<double> local_geary(const Weights& weights, std::span<const double> x,
                                std::string_view variable) {
  moran(weights, x, variable);  // its checks
  const Deviations d(x);
  const double m2 = d.sum2 / static_cast<double>(x.size());
  std::vector<double> result;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto neighbours = weights.neighbours(i);
    const auto values = weights.values(i);
    double sum = 0;
    for (std::size_t k = 0; k < neighbours.size(); ++k) {
      const double difference = d.z[i] - d.z[static_cast<std::size_t>(neighbours[k])];
      sum += values[k] * difference * difference;
    }
    result.push_back(neighbours.empty() ? nan : sum / m2);
  }
  return result;
}

std::vector<double> getis_ord(const Weights& weights, std::span<const double> x,
                              std::string_view variable, GetisOrd variant, Style style) {
  moran(weights, x, variable);  // its checks
  const Deviations d(x);
  const auto n = static_cast<double>(x.size());
  std::vector<double> result;
  for (std::size_t i = 0; i < x.size(); ++i) {
    RowSums row = row_sums(weights, i);
    double lag = weights.lag(i, d.z);
    // Values from the mean of all: the mean of the others is then -z_i / (n - 1).
    double units = n - 1;
    double mean = -d.z[i] / units;
    double variance = (d.sum2 - d.z[i] * d.z[i]) / units - mean * mean;
    if (variant == GetisOrd::with_self) {
      row = {row.w + 1, row.w2 + 1};
      lag += d.z[i];
      units = n;
      mean = 0;
      variance = d.sum2 / n;
    }
    if (style == Style::row_standardised && row.w > 0) {
      lag /= row.w;
      row = {1, row.w2 / (row.w * row.w)};
    }
    const double sd = std::sqrt(variance * spread(units, row) / (units - 1));
    result.push_back(weights.neighbours(i).empty() ? nan : divide(lag - row.w * mean, sd));
  }
  return result;
}

}  // namespace terrabalance::pattern
