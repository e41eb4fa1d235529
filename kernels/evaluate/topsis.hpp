#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/evaluate/matrix.hpp"

namespace terrabalance::evaluate {

enum class Scaling {
  minmax,  ///< scores of normalise()
  vector   ///< x_ij / sqrt(sum_i x_ij^2) (Hwang and Yoon 1981)
};

struct Closeness {
  double d_plus = 0;     ///< distance to the best of each indicator
  double d_minus = 0;    ///< to the worst
  double closeness = 0;  ///< d_minus / (d_plus + d_minus), in [0, 1]
};

/// Technique for order preference by similarity to the ideal solution, over the chosen columns.
/// \param weights one an indicator; only their ratios matter
/// \throws InputError if the chosen indicators do not tell any two rows apart
std::vector<Closeness> topsis(const Matrix& x, std::span<const Indicator> indicators,
                              std::span<const double> weights, std::span<const std::size_t> columns,
                              Scaling scaling);

/// Ranks from 1, the largest value first; equal values share the better rank.
std::vector<std::int64_t> ranks(std::span<const double> values);

/// Ranks within groups of rows (years).
std::vector<std::int64_t> ranks(std::span<const double> values,
                                std::span<const std::int64_t> group);

/// How weights are varied: each is multiplied by 1 + spread * u, u uniform in (-1, 1).
struct Perturbation {
  double spread = 0.2;
  int draws = 1000;
  std::uint64_t seed = 1;
};

/// In how many draws a row holds a rank within its group.
struct RankShare {
  std::size_t row = 0;
  std::int64_t rank = 0;
  std::int64_t draws = 0;
  friend bool operator==(const RankShare&, const RankShare&) = default;
};

/// By row, then rank; ranks that are never held are left out. The same for every number of threads.
/// O(draws * rows) memory.
/// \throws InputError for a spread outside [0, 1] or fewer than 1 draw
std::vector<RankShare> rank_stability(const Matrix& x, std::span<const Indicator> indicators,
                                      std::span<const double> weights,
                                      std::span<const std::size_t> columns,
                                      std::span<const std::int64_t> group, Scaling scaling,
                                      const Perturbation& perturbation, int threads);

}  // namespace terrabalance::evaluate
