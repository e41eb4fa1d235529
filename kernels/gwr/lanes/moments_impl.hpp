#pragma once

/// \file
/// Weighted sums of products for one instruction set. \see lanes_impl.hpp

#include "kernels/gwr/lanes/lanes.hpp"
#include "kernels/gwr/lanes/sums_impl.hpp"

namespace terrabalance::gwr {
namespace {

/// Few columns: all sums stay in registers.
template <int columns>
void moments_of(const double* values, LeafList leaves, const double* weights, const double* origin,
                double* out) {
  constexpr int rows = columns + 1;
  constexpr int sums = rows * (rows + 1) / 2;
  Lanes total[static_cast<std::size_t>(sums)] = {};
  for (std::size_t i = 0; i < leaves.count; ++i) {
    const double* leaf = values + leaves.ids[i] * leaf_size * columns;
    for (std::size_t j = 0; j < leaf_size; j += step) {
      const Lanes w = at(weights + i * leaf_size + j);
      Lanes z[static_cast<std::size_t>(rows)];
      total[0] += w;
      int s = 1;
      for (int m = 1; m < rows; ++m) {
        z[m] = at(leaf + static_cast<std::size_t>(m - 1) * leaf_size + j) - origin[m - 1];
        const Lanes wz = w * z[m];
        total[s++] += wz;
        for (int l = 1; l <= m; ++l)
          total[s++] += wz * z[l];
      }
    }
  }
  double sum[static_cast<std::size_t>(sums + width)];
  put_sums<sums>(total, sum);
  for (int s = 0; s < sums; ++s)
    out[s] += sum[s];
}

/// The leaves' columns as moments go through them.
struct WeightedLeaves {
  const double* values;
  std::size_t columns;
  LeafList leaves;
  const double* weights;
  const double* origin;
};

/// Sums of products of `rows` columns from m on and `others` from l on, as many as stay in
/// registers. Triangle: m = l; the products of columns with each other, and their own sums.
template <int rows, int others, bool triangle>
void tile_of(const WeightedLeaves& of, std::size_t m, std::size_t l, double* out) {
  constexpr int sums = rows * others + (triangle ? rows : 0);
  Lanes total[static_cast<std::size_t>(sums)] = {};
  for (std::size_t i = 0; i < of.leaves.count; ++i) {
    const double* leaf = of.values + of.leaves.ids[i] * leaf_size * of.columns;
    const double* first = leaf + m * leaf_size;
    const double* second = leaf + l * leaf_size;
    for (std::size_t j = 0; j < leaf_size; j += step) {
      const Lanes w = at(of.weights + i * leaf_size + j);
      Lanes wz[static_cast<std::size_t>(rows)];
      for (std::size_t a = 0; a < rows; ++a)
        wz[a] = w * (at(first + a * leaf_size + j) - of.origin[m + a]);
      for (std::size_t b = 0; b < others; ++b) {
        const Lanes z = at(second + b * leaf_size + j) - of.origin[l + b];
        for (std::size_t a = triangle ? b : 0; a < rows; ++a)
          total[a * others + b] += wz[a] * z;
      }
      if constexpr (triangle) {
        for (std::size_t a = 0; a < rows; ++a)
          total[rows * others + a] += wz[a];
      }
    }
  }
  double sum[static_cast<std::size_t>(sums + width)];
  put_sums<sums>(total, sum);
  for (std::size_t a = 0; a < rows; ++a) {
    double* row = out + (m + a + 1) * (m + a + 2) / 2;
    for (std::size_t b = 0; b < others && (!triangle || b <= a); ++b)
      row[l + b + 1] += sum[a * others + b];
    if constexpr (triangle) row[0] += sum[rows * others + a];
  }
}

/// From 6 columns on, in parts of `most` columns or one less.
void moments_of_parts(const WeightedLeaves& of, double* out) {
  constexpr int most = width == 8 ? 4 : 3;
  Lanes weight{};
  for (std::size_t j = 0; j < of.leaves.count * leaf_size; j += step)
    weight += at(of.weights + j);
  *out += sum_of(weight);
  const std::size_t parts = (of.columns + most - 1) / most;
  const std::size_t wide = of.columns - parts * (most - 1);  // parts of `most` columns come first
  const auto begin = [&](std::size_t part) {
    return part * (most - 1) + (part < wide ? part : wide);
  };
  for (std::size_t p = 0; p < parts; ++p) {
    const std::size_t m = begin(p);
    for (std::size_t q = 0; q < p; ++q) {
      if (p < wide)
        tile_of<most, most, false>(of, m, begin(q), out);
      else if (q < wide)
        tile_of<most - 1, most, false>(of, m, begin(q), out);
      else
        tile_of<most - 1, most - 1, false>(of, m, begin(q), out);
    }
    if (p < wide)
      tile_of<most, most, true>(of, m, m, out);
    else
      tile_of<most - 1, most - 1, true>(of, m, m, out);
  }
}

void moments(const double* values, int columns, LeafList leaves, const double* weights,
             const double* origin, double* out) {
  switch (columns) {
    case 1:
      return moments_of<1>(values, leaves, weights, origin, out);
    case 2:
      return moments_of<2>(values, leaves, weights, origin, out);
    case 3:
      return moments_of<3>(values, leaves, weights, origin, out);
    case 4:
      return moments_of<4>(values, leaves, weights, origin, out);
    case 5:
      return moments_of<5>(values, leaves, weights, origin, out);
    default:
      return moments_of_parts({values, static_cast<std::size_t>(columns), leaves, weights, origin},
                              out);
  }
}

}  // namespace
}  // namespace terrabalance::gwr
