#include "kernels/evaluate/weights.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/value/error.hpp"

namespace terrabalance::evaluate {
namespace {

struct Range {
  double least;
  double most;
};

Range range_of(const Matrix& x, std::size_t column) {
  Range range{x(0, column), x(0, column)};
  for (std::size_t r = 1; r < x.rows; ++r) {
    range.least = std::min(range.least, x(r, column));
    range.most = std::max(range.most, x(r, column));
  }
  return range;
}

void check(const Matrix& x, std::span<const Indicator> indicators) {
  if (x.rows < 2) throw InputError("an evaluation needs at least 2 cities or years");
  for (std::size_t r = 0; r < x.rows; ++r) {
    for (std::size_t j = 0; j < x.columns; ++j) {
      if (std::isfinite(x(r, j))) continue;
      throw InputError("indicator '" + indicators[j].name + "', row " + std::to_string(r) +
                       " (from 0): no finite value");
    }
  }
}

}  // namespace

Matrix normalise(const Matrix& x, std::span<const Indicator> indicators) {
  check(x, indicators);
  Matrix scores(x.rows, x.columns);
  for (std::size_t j = 0; j < x.columns; ++j) {
    const auto [least, most] = range_of(x, j);
    for (std::size_t r = 0; r < x.rows; ++r) {
      const double better = indicators[j].benefit ? x(r, j) - least : most - x(r, j);
      scores(r, j) = most > least ? better / (most - least) : 1;
    }
  }
  return scores;
}

std::vector<bool> constants(const Matrix& x) {
  std::vector<bool> constant(x.columns, false);
  for (std::size_t j = 0; j < x.columns; ++j) {
    const auto [least, most] = range_of(x, j);
    constant[j] = least == most;
  }
  return constant;
}

EntropyWeights entropy_weights(const Matrix& scores, const std::vector<bool>& constant) {
  if (scores.rows < 2) throw InputError("entropy weights need at least 2 rows");
  EntropyWeights result{std::vector<double>(scores.columns, 1),
                        std::vector<double>(scores.columns, 0)};
  double spread = 0;
  for (std::size_t j = 0; j < scores.columns; ++j) {
    if (constant[j]) continue;
    double sum = 0;
    for (std::size_t r = 0; r < scores.rows; ++r) {
      if (scores(r, j) < 0) throw InputError("entropy weights need values >= 0");
      sum += scores(r, j);
    }
    double entropy = 0;
    for (std::size_t r = 0; r < scores.rows; ++r) {
      const double p = scores(r, j) / sum;
      if (p > 0) entropy -= p * std::log(p);
    }
    result.entropy[j] = std::clamp(entropy / std::log(static_cast<double>(scores.rows)), 0.0, 1.0);
    result.weight[j] = 1 - result.entropy[j];
    spread += result.weight[j];
  }
  if (!(spread > 0)) {
    throw InputError(
        "no indicator varies between the cities: entropy weights do not exist; use "
        "given or equal weights");
  }
  for (double& weight : result.weight)
    weight /= spread;
  return result;
}

}  // namespace terrabalance::evaluate
