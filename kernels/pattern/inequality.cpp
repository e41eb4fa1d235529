#include "kernels/pattern/inequality.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "kernels/pattern/deviations.hpp"
#include "kernels/statistics/finite.hpp"

namespace terrabalance::pattern {
namespace {

double sum_of_shares(std::span<const double> x, std::string_view variable) {
  require_count(variable, x.size(), 1);
  require_finite(variable, x);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] < 0) {
      throw InputError("variable '" + std::string(variable) + "', row " + std::to_string(i) +
                       " (from 0) is negative; Gini and Theil need values >= 0");
    }
    sum += x[i];
  }
  if (sum == 0) {
    throw InputError("variable '" + std::string(variable) +
                     "' sums to 0: shares, and with them inequality, do not exist");
  }
  return sum;
}

}  // namespace

double gini(std::span<const double> x, std::string_view variable) {
  const double sum = sum_of_shares(x, variable);
  std::vector<double> sorted(x.begin(), x.end());
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(x.size());
  double weighted = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i)
    weighted += (2 * static_cast<double>(i) + 1 - n) * sorted[i];
  return weighted / (n * sum);
}

Theil theil(std::span<const double> x, std::span<const std::string> groups,
            std::string_view variable) {
  const auto n = static_cast<double>(x.size());
  const double mean = sum_of_shares(x, variable) / n;
  struct Group {
    double count = 0;
    double sum = 0;
  };
  std::map<std::string, Group> by_group;
  Theil result;
  for (std::size_t i = 0; i < x.size(); ++i) {
    Group& group = by_group[groups.empty() ? std::string() : groups[i]];
    group.count += 1;
    group.sum += x[i];
    if (x[i] > 0) result.total += x[i] / mean * std::log(x[i] / mean) / n;
  }
  for (const auto& [name, group] : by_group) {
    const double ratio = group.sum / group.count / mean;
    if (ratio > 0) result.between += group.count / n * ratio * std::log(ratio);
  }
  result.within = result.total - result.between;
  return result;
}

double coefficient_of_variation(std::span<const double> x, std::string_view variable) {
  require_count(variable, x.size(), 1);
  require_finite(variable, x);
  const Deviations d(x);
  if (d.mean == 0) {
    throw InputError("variable '" + std::string(variable) +
                     "' has mean 0: no coefficient of variation exists");
  }
  return std::sqrt(d.sum2 / static_cast<double>(x.size())) / d.mean;
}

}  // namespace terrabalance::pattern
