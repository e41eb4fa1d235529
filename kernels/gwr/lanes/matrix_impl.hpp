#pragma once

/// \file
/// Small symmetric matrices for one instruction set. \see lanes_impl.hpp

#include "kernels/gwr/lanes/lanes.hpp"
#include "kernels/gwr/lanes/sums_impl.hpp"

namespace terrabalance::gwr {
namespace {

/// Elements [begin, end) of a row less those of another one times a factor, begin and end rounded
/// to whole lanes.
inline void subtract_row(const double* other, double factor, std::size_t begin, std::size_t end,
                         double* row) {
  for (std::size_t j = begin / step * step; j < end; j += step)
    put(row + j, at(row + j) - at(other + j) * factor);
}

inline void scale_row(double factor, std::size_t begin, std::size_t end, double* row) {
  for (std::size_t j = begin / step * step; j < end; j += step)
    put(row + j, at(row + j) * factor);
}

/// Cholesky's factor U, A = U'U, over the upper triangle of A; what is below means nothing then.
/// \param roots  get 1 / U_kk
inline bool factorise(double* matrix, std::size_t size, std::size_t stride, double* roots) {
  for (std::size_t k = 0; k < size; ++k) {
    double* row = matrix + k * stride;
    if (!(row[k] > 0)) return false;
    roots[k] = 1 / __builtin_sqrt(row[k]);
    scale_row(roots[k], k, size, row);
    for (std::size_t i = k + 1; i < size; ++i)
      subtract_row(row, row[i], i, size, matrix + i * stride);
  }
  return true;
}

/// The lower triangle N = (U')⁻¹, 0 above.
inline void invert_factor(const double* upper, const double* roots, std::size_t size,
                          std::size_t stride, double* lower) {
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < stride; j += step)
      put(lower + i * stride + j, Lanes{});
    lower[i * stride + i] = 1;
  }
  for (std::size_t k = 0; k < size; ++k) {
    scale_row(roots[k], 0, k + 1, lower + k * stride);
    for (std::size_t i = k + 1; i < size; ++i)
      subtract_row(lower + k * stride, upper[k * stride + i], 0, k + 1, lower + i * stride);
  }
}

constexpr std::size_t rows_at_once = 4;

/// Rows of a'b in registers: calls each(row, column, sums of rows_at_once rows and step columns).
/// Some rows may lie beyond the last one.
/// \param lower  whether a is 0 above its diagonal
template <bool lower, class Each>
inline void rows_of_product(const double* a, const double* b, std::size_t size, std::size_t stride,
                            const Each& each) {
  for (std::size_t i = 0; i < size; i += rows_at_once) {
    for (std::size_t j = 0; j < stride; j += step) {
      Lanes sum[rows_at_once] = {};
      for (std::size_t k = lower ? i : 0; k < size; ++k) {
        const Lanes other = at(b + k * stride + j);
        for (std::size_t r = 0; r < rows_at_once; ++r)
          sum[r] += other * a[k * stride + i + r];
      }
      each(i, j, sum);
    }
  }
}

bool invert(double* matrix, std::size_t size, std::size_t stride, double* scratch) {
  double* const lower = scratch;
  double* const roots = scratch + size * stride;
  if (!factorise(matrix, size, stride, roots)) return false;
  invert_factor(matrix, roots, size, stride, lower);
  rows_of_product<true>(lower, lower, size, stride,
                        [&](std::size_t i, std::size_t j, const Lanes(&sum)[rows_at_once]) {
                          for (std::size_t r = 0; r < rows_at_once && i + r < size; ++r)
                            put(matrix + (i + r) * stride + j, sum[r]);
                        });
  return true;
}

void forms(const double* vectors, const double* matrix, std::size_t size, std::size_t stride,
           double* out) {
  rows_of_product<false>(vectors, matrix, size, stride,
                         [&](std::size_t i, std::size_t j, const Lanes(&sum)[rows_at_once]) {
                           for (std::size_t r = 0; r < rows_at_once && i + r < size; ++r) {
                             const double part =
                                 sum_of(sum[r] * at(vectors + (i + r) * stride + j));
                             out[i + r] = j == 0 ? part : out[i + r] + part;
                           }
                         });
}

}  // namespace
}  // namespace terrabalance::gwr
