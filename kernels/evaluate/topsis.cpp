#include "kernels/evaluate/topsis.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>

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

std::vector<std::int64_t> ranks(std::span<const double> values,
                                std::span<const std::int64_t> group) {
  std::map<std::int64_t, std::vector<std::size_t>> members;
  for (std::size_t r = 0; r < values.size(); ++r)
    members[group[r]].push_back(r);
  std::vector<std::int64_t> result(values.size());
  for (const auto& [name, rows] : members) {
    std::vector<double> here;
    for (const std::size_t r : rows)
      here.push_back(values[r]);
    const auto held = ranks(here);
    for (std::size_t k = 0; k < rows.size(); ++k)
      result[rows[k]] = held[k];
  }
  return result;
}

std::vector<RankShare> rank_stability(const Matrix& x, std::span<const Indicator> indicators,
                                      std::span<const double> weights,
                                      std::span<const std::size_t> columns,
                                      std::span<const std::int64_t> group, Scaling scaling,
                                      const Perturbation& perturbation,
                                      [[maybe_unused]] int threads) {
  const double spread = perturbation.spread;
  if (!(spread >= 0 && spread <= 1)) throw InputError("the spread of weights must lie in [0, 1]");
  if (perturbation.draws < 1) throw InputError("rank stability needs at least 1 draw");
  constexpr std::uint64_t stream = 0x72616e6b73ULL;
  const Gaps gaps = gaps_of(x, indicators, columns, scaling);
  const auto chosen = chosen_weights(weights, columns);
  const auto draws = static_cast<std::size_t>(perturbation.draws);
  std::vector<std::vector<std::int64_t>> held(draws);
#pragma omp parallel num_threads(threads)
  {
    std::vector<double> closeness(x.rows);
    std::vector<double> perturbed(chosen.size());
#pragma omp for schedule(static)
    for (std::size_t draw = 0; draw < draws; ++draw) {
      RandomStream random(perturbation.seed, stream, static_cast<std::uint32_t>(draw));
      for (std::size_t k = 0; k < chosen.size(); ++k)
        perturbed[k] = chosen[k] * (1 + spread * (2 * random.uniform() - 1));
      for (std::size_t r = 0; r < x.rows; ++r) {
        const double behind = weighted_length(gaps.behind.row(r), perturbed);
        const double ahead = weighted_length(gaps.ahead.row(r), perturbed);
        closeness[r] = behind + ahead > 0 ? ahead / (behind + ahead) : 0;
      }
      held[draw] = ranks(closeness, group);
    }
  }
  std::vector<RankShare> shares;
  for (std::size_t r = 0; r < x.rows; ++r) {
    std::map<std::int64_t, std::int64_t> counts;
    for (const auto& draw : held)
      ++counts[draw[r]];
    for (const auto& [rank, count] : counts)
      shares.push_back({r, rank, count});
  }
  return shares;
}

}  // namespace terrabalance::evaluate
