#include "kernels/evaluate/topsis.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/value/error.hpp"
#include "kernels/evaluate/weights.hpp"
#include "kernels/statistics/random.hpp"

namespace terrabalance::evaluate {
namespace {

// The chosen columns on one scale, more being better in all, measured from each column's worst:
// what a weight multiplies in the distances.
struct Gaps {
  Matrix behind;  // best - value
  Matrix ahead;   // value - worst
};

Gaps gaps_of(const Matrix& x, std::span<const Indicator> indicators,
             std::span<const std::size_t> columns, Scaling scaling) {
  const Matrix scores = normalise(x, indicators);
  const auto constant = constants(x);
  Gaps gaps{Matrix(x.rows, columns.size()), Matrix(x.rows, columns.size())};
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const std::size_t j = columns[k];
    if (constant[j]) continue;
    double length = 1;
    if (scaling == Scaling::vector) {
      double squares = 0;
      double least = x(0, j);
      double most = x(0, j);
      for (std::size_t r = 0; r < x.rows; ++r) {
        squares += x(r, j) * x(r, j);
        least = std::min(least, x(r, j));
        most = std::max(most, x(r, j));
      }
      length = (most - least) / std::sqrt(squares);
    }
    for (std::size_t r = 0; r < x.rows; ++r) {
      gaps.behind(r, k) = (1 - scores(r, j)) * length;
      gaps.ahead(r, k) = scores(r, j) * length;
    }
  }
  return gaps;
}

double weighted_length(std::span<const double> gaps, std::span<const double> weights) {
  double squares = 0;
  for (std::size_t k = 0; k < gaps.size(); ++k)
    squares += weights[k] * weights[k] * gaps[k] * gaps[k];
  return std::sqrt(squares);
}

std::vector<double> chosen_weights(std::span<const double> weights,
                                   std::span<const std::size_t> columns) {
  std::vector<double> chosen;
  for (const std::size_t j : columns)
    chosen.push_back(weights[j]);
  return chosen;
}

}  // namespace

std::vector<Closeness> topsis(const Matrix& x, std::span<const Indicator> indicators,
                              std::span<const double> weights, std::span<const std::size_t> columns,
                              Scaling scaling) {
  const Gaps gaps = gaps_of(x, indicators, columns, scaling);
  const auto chosen = chosen_weights(weights, columns);
  std::vector<Closeness> result;
  for (std::size_t r = 0; r < x.rows; ++r) {
    Closeness c;
    c.d_plus = weighted_length(gaps.behind.row(r), chosen);
    c.d_minus = weighted_length(gaps.ahead.row(r), chosen);
    if (c.d_plus + c.d_minus == 0) {
      const std::string subsystem = columns.empty() ? "" : indicators[columns[0]].subsystem;
      throw InputError("subsystem '" + subsystem +
                       "': its indicators with weight have the same values everywhere; closeness "
                       "does not exist; add an indicator that varies");
    }
    c.closeness = c.d_minus / (c.d_plus + c.d_minus);
    result.push_back(c);
  }
  return result;
}

std::vector<std::int64_t> ranks(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  std::vector<std::int64_t> result;
  for (const double value : values) {
    const auto at = std::lower_bound(sorted.begin(), sorted.end(), value, std::greater<>());
    result.push_back(at - sorted.begin() + 1);
  }
  return result;
}

std::vector<std::int64_t> rank_stability(const Matrix& x, std::span<const Indicator> indicators,
                                         std::span<const double> weights,
                                         std::span<const std::size_t> columns, Scaling scaling,
                                         double spread, int draws, std::uint64_t seed,
                                         [[maybe_unused]] int threads) {
  if (!(spread >= 0 && spread <= 1)) throw InputError("the spread of weights must lie in [0, 1]");
  constexpr std::uint64_t stream = 0x72616e6b73ULL;
  const Gaps gaps = gaps_of(x, indicators, columns, scaling);
  const auto chosen = chosen_weights(weights, columns);
  std::vector<std::int64_t> counts(x.rows * x.rows, 0);
#pragma omp parallel num_threads(threads)
  {
    std::vector<std::int64_t> mine(counts.size(), 0);
    std::vector<double> closeness(x.rows);
    std::vector<double> perturbed(chosen.size());
#pragma omp for schedule(static)
    for (int draw = 0; draw < draws; ++draw) {
      RandomStream random(seed, stream, static_cast<std::uint32_t>(draw));
      for (std::size_t k = 0; k < chosen.size(); ++k)
        perturbed[k] = chosen[k] * (1 + spread * (2 * random.uniform() - 1));
      for (std::size_t r = 0; r < x.rows; ++r) {
        const double behind = weighted_length(gaps.behind.row(r), perturbed);
        const double ahead = weighted_length(gaps.ahead.row(r), perturbed);
        closeness[r] = behind + ahead > 0 ? ahead / (behind + ahead) : 0;
      }
      const auto held = ranks(closeness);
      for (std::size_t r = 0; r < x.rows; ++r)
        ++mine[r * x.rows + static_cast<std::size_t>(held[r] - 1)];
    }
#pragma omp critical
    for (std::size_t k = 0; k < counts.size(); ++k)
      counts[k] += mine[k];
  }
  return counts;
}

}  // namespace terrabalance::evaluate
