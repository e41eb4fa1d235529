#pragma once

/// \file
/// Small symmetric matrices, as many side by side as there are models: no loop is too short for a
/// register, no pivot is waited for by one matrix alone. \see lanes_impl.hpp

#include "kernels/gwr/lanes/rows_impl.hpp"

namespace terrabalance::gwr {
namespace {

/// Row of element (m, l), l <= m, of a lower triangle.
inline std::size_t element(std::size_t m, std::size_t l) {
  return m * (m + 1) / 2 + l;
}

inline Row dot(const Rows& a, const Rows& b, std::size_t size) {
  Row sum = Row::all(0);
  for (std::size_t k = 0; k < size; ++k)
    sum = sum + a[k] * b[k];
  return sum;
}

/// Row m of a symmetric matrix.
inline void copy_row(const Rows& triangle, std::size_t m, std::size_t size, const Rows& out) {
  for (std::size_t l = 0; l <= m; ++l)
    out.set(l, triangle[element(m, l)]);
  for (std::size_t l = m + 1; l < size; ++l)
    out.set(l, triangle[element(l, m)]);
}

/// v' T v of a symmetric matrix.
inline Row form(const Rows& v, const Rows& triangle, std::size_t size) {
  Row sum = Row::all(0);
  for (std::size_t m = 0; m < size; ++m) {
    const Rows row = triangle.from(element(m, 0));
    sum = sum + v[m] * (2.0 * dot(row, v, m) + row[m] * v[m]);
  }
  return sum;
}

/// out = T v of a symmetric matrix.
inline void multiply(const Rows& triangle, const Rows& v, std::size_t size, const Rows& out) {
  for (std::size_t m = 0; m < size; ++m) {
    Row sum = dot(triangle.from(element(m, 0)), v, m + 1);
    for (std::size_t l = m + 1; l < size; ++l)
      sum = sum + triangle[element(l, m)] * v[l];
    out.set(m, sum);
  }
}

/// The 1-norm of a symmetric matrix. \param sums  room for a row a column
inline Row norm(const Rows& triangle, std::size_t size, const Rows& sums) {
  for (std::size_t m = 0; m < size; ++m) {
    Row sum = size_of(triangle[element(m, m)]);
    for (std::size_t l = 0; l < m; ++l) {
      const Row x = size_of(triangle[element(m, l)]);
      sum = sum + x;
      sums.set(l, sums[l] + x);
    }
    sums.set(m, sum);
  }
  Row most = Row::all(0);
  for (std::size_t m = 0; m < size; ++m)
    most = where_greater(sums[m], most, sums[m], most);
  return most;
}

/// Cholesky's factor L in the place of A = L L', its diagonal inverted. \return 1 where A is
/// positive definite, else 0; such a factor means nothing
inline Row factorise(const Rows& matrix, std::size_t size) {
  Row positive = Row::all(1);
  for (std::size_t i = 0; i < size; ++i) {
    const Rows row = matrix.from(element(i, 0));
    for (std::size_t j = 0; j < i; ++j) {
      const Rows other = matrix.from(element(j, 0));
      row.set(j, (row[j] - dot(row, other, j)) * other[j]);
    }
    const Row pivot = row[i] - dot(row, row, i);
    positive = where_greater(pivot, Row::all(0), positive, Row::all(0));
    row.set(i, inverse_root(pivot));
  }
  return positive;
}

/// L⁻¹ in the place of a factor whose diagonal is inverted.
inline void invert_factor(const Rows& factor, std::size_t size) {
  for (std::size_t i = 1; i < size; ++i) {
    const Rows row = factor.from(element(i, 0));
    for (std::size_t j = 0; j < i; ++j) {
      Row sum = Row::all(0);
      for (std::size_t k = j; k < i; ++k)
        sum = sum + row[k] * factor[element(k, j)];
      row.set(j, -1.0 * sum * row[i]);
    }
  }
}

/// N'N in the place of a lower triangle N.
inline void square_factor(const Rows& factor, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      Row sum = Row::all(0);
      for (std::size_t k = i; k < size; ++k)
        sum = sum + factor[element(k, i)] * factor[element(k, j)];
      factor.set(element(i, j), sum);
    }
  }
}

}  // namespace
}  // namespace terrabalance::gwr
