#include "kernels/gwr/observations.hpp"

#include <algorithm>
#include <cmath>

#include "engine/value/error.hpp"

namespace terrabalance::gwr {

bool Observations::complete(std::size_t i) const {
  return std::isfinite(x[i]) && std::isfinite(y[i]) && std::isfinite(response[i]) &&
         std::all_of(predictors.begin(), predictors.end(),
                     [i](const auto& column) { return std::isfinite(column[i]); });
}

const char* describe(Status status) {
  switch (status) {
    case Status::ok:
      return "fitted";
    case Status::missing_value:
      return "a value is missing";
    case Status::zero_bandwidth:
      return "bandwidth zero: too many points at one place";
    case Status::too_few:
      return "fewer neighbours than coefficients";
    case Status::constant_column:
      return "a predictor is constant among the neighbours";
    case Status::collinear:
      return "predictors are collinear among the neighbours";
    case Status::not_converged:
      return "iterations did not converge";
  }
  return "";
}

std::vector<std::string> constant_predictors(const Observations& observations) {
  std::vector<std::string> names;
  for (std::size_t m = 0; m < observations.predictors.size(); ++m) {
    double low = INFINITY;
    double high = -INFINITY;
    for (const double value : observations.predictors[m]) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
    if (!(low < high)) names.push_back(observations.names[m]);
  }
  return names;
}

void require_moderate(const std::vector<double>& column, const std::string& name) {
  constexpr double most = 1e70;
  for (const double value : column) {
    if (std::isfinite(value) && std::abs(value) > most) {
      throw InputError("gwr: " + name +
                       " has values beyond 1e70, whose squares cannot be summed; mark missing "
                       "values as such, or divide the column by a constant");
    }
  }
}

void standardise(Observations& observations) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < observations.size(); ++i)
    if (observations.complete(i)) rows.push_back(i);
  if (rows.empty()) return;
  const auto scale = [&rows](std::vector<double>& column) {
    double mean = 0;
    for (const std::size_t i : rows)
      mean += column[i];
    mean /= static_cast<double>(rows.size());
    double variance = 0;
    for (const std::size_t i : rows)
      variance += (column[i] - mean) * (column[i] - mean);
    const double deviation = std::sqrt(variance / static_cast<double>(rows.size()));
    for (double& value : column)
      value = deviation > 0 ? (value - mean) / deviation : value - mean;
  };
  scale(observations.response);
  for (auto& column : observations.predictors)
    scale(column);
}

}  // namespace terrabalance::gwr
