#pragma once

#include <cmath>

#include <Eigen/Core>

namespace terrabalance::gwr {

/// Inverts a symmetric positive definite matrix of a size that the compiler knows, so that all
/// loops vanish, by Cholesky's factor L of it, one triangle of substitutions. \param matrix   its
/// lower triangle is read \param inverse  gets both triangles \return false if the matrix is not
/// positive definite
template <class In, class Out>
bool invert_positive(const In& matrix, Out& inverse) {
  constexpr Eigen::Index size = Out::RowsAtCompileTime;
  Eigen::Matrix<double, size, size> lower;  // its diagonal inverted
#pragma GCC unroll 6
  for (Eigen::Index j = 0; j < size; ++j) {
    double pivot = matrix(j, j);
#pragma GCC unroll 6
    for (Eigen::Index k = 0; k < j; ++k)
      pivot -= lower(j, k) * lower(j, k);
    if (!(pivot > 0)) return false;
    lower(j, j) = 1 / std::sqrt(pivot);
#pragma GCC unroll 6
    for (Eigen::Index i = j + 1; i < size; ++i) {
      double rest = matrix(i, j);
#pragma GCC unroll 6
      for (Eigen::Index k = 0; k < j; ++k)
        rest -= lower(i, k) * lower(j, k);
      lower(i, j) = rest * lower(j, j);
    }
  }
#pragma GCC unroll 6
  for (Eigen::Index j = 0; j < size; ++j) {
    inverse(j, j) = lower(j, j);
#pragma GCC unroll 6
    for (Eigen::Index i = j + 1; i < size; ++i) {  // L⁻¹
      double sum = 0;
#pragma GCC unroll 6
      for (Eigen::Index k = j; k < i; ++k)
        sum += lower(i, k) * inverse(k, j);
      inverse(i, j) = -sum * lower(i, i);
    }
#pragma GCC unroll 6
    for (Eigen::Index i = size - 1; i >= j; --i) {
      double rest = inverse(i, j);
#pragma GCC unroll 6
      for (Eigen::Index k = i + 1; k < size; ++k)
        rest -= lower(k, i) * inverse(k, j);
      inverse(i, j) = inverse(j, i) = rest * lower(i, i);
    }
  }
  return true;
}

}  // namespace terrabalance::gwr
