#pragma once

#include <span>
#include <vector>

#include "kernels/evaluate/matrix.hpp"

namespace terrabalance::evaluate {

/// Min-max scores in [0, 1] over all rows, 1 the best: (x - min) / range, or (max - x) / range
/// where less is better. A constant indicator scores 1 everywhere: nobody is behind.
/// \throws InputError for fewer than 2 rows or a value that is not finite (names indicator and row)
Matrix normalise(const Matrix& x, std::span<const Indicator> indicators);

/// Indicators whose values are all equal.
std::vector<bool> constants(const Matrix& x);

struct EntropyWeights {
  std::vector<double> entropy;  ///< e_j in [0, 1]; 1 for constants
  std::vector<double> weight;   ///< sum to 1
};

/// Entropy weights (Shannon 1948; Hwang and Yoon 1981, ch. III): p_ij = x_ij / sum_i x_ij, e_j =
/// -1/ln n sum p ln p, w_j = (1 - e_j) / sum (1 - e).
/// \param scores values >= 0; \param constant indicators that get weight 0, whatever they hold
/// \throws InputError if a value is negative or no indicator varies
EntropyWeights entropy_weights(const Matrix& scores, const std::vector<bool>& constant);

}  // namespace terrabalance::evaluate
