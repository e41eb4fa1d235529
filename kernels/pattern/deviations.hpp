#pragma once

#include <cmath>
#include <span>
#include <vector>

namespace terrabalance::pattern {

/// x less its mean, and sums of powers of that.
struct Deviations {
  std::vector<double> z;
  double mean = 0;
  double sum2 = 0;
  double sum4 = 0;

  explicit Deviations(std::span<const double> x) : z(x.begin(), x.end()) {
    for (const double value : x)
      mean += value;
    mean /= static_cast<double>(x.size());
    for (double& value : z) {
      value -= mean;
      sum2 += value * value;
      sum4 += value * value * value * value;
    }
  }
  /// m4 / m2^2, with population moments.
  double kurtosis() const { return static_cast<double>(z.size()) * sum4 / (sum2 * sum2); }
};

/// Whether a permuted value is at least as large as the observed one; sums of the same numbers in
/// another order count as equal.
inline bool at_least(double permuted, double observed, double scale) {
  return permuted >= observed - 1e-12 * scale;
}

}  // namespace terrabalance::pattern
