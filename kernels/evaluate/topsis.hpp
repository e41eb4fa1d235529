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

/// How often each row holds each rank when every weight is multiplied by 1 + spread * u, u uniform
/// in (-1, 1), and rescaled. The same for every number of threads.
/// \return rows x rows counts, row-major: [row][rank - 1]
std::vector<std::int64_t> rank_stability(const Matrix& x, std::span<const Indicator> indicators,
                                         std::span<const double> weights,
                                         std::span<const std::size_t> columns, Scaling scaling,
                                         double spread, int draws, std::uint64_t seed, int threads);

}  // namespace terrabalance::evaluate
