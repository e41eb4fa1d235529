#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/uncertainty/distribution.hpp"
#include "kernels/uncertainty/error_matrix.hpp"

/// \file
/// A carbon balance as a sum of products of independent inputs: areas x coefficients, activities x
/// coal factors x emission factors. Such sums have exact moments and exact first-order Sobol
/// indices (Goodman 1960, JASA 55, 708-713), whatever inputs they share.
namespace terrabalance::uncertainty {

/// An uncertain quantity with its own random stream, named by its id.
struct Input {
  std::string id;
  Distribution distribution;
};

/// One share p_ij of an error matrix; the shares of one row depend on each other.
struct Cell {
  std::uint32_t matrix;
  std::uint32_t row;
  std::uint32_t column;
};

/// What sums refer to by number.
struct Inputs {
  std::vector<Input> independent;
  std::vector<ErrorMatrix> matrices;
  std::vector<Cell> cells;

  double cell_mean(std::size_t cell) const;
  /// 0 for cells of different rows or matrices.
  double cell_covariance(std::size_t a, std::size_t b) const;
};

/// coefficient * product of inputs [* share of an error matrix].
struct Term {
  static constexpr std::int32_t no_cell = -1;
  double coefficient = 0;
  std::vector<std::uint32_t> factors;  ///< of Inputs::independent
  std::int32_t cell = no_cell;         ///< of Inputs::cells
};

using Sum = std::vector<Term>;

/// Terms with the same factors made one, in a fixed order; those with coefficient 0 dropped.
/// Factors of a term are distinct; they are sorted.
Sum simplified(Sum sum);

/// a + weight * b, simplified.
Sum combined(Sum a, double weight, const Sum& b);

/// With every input at its central value, and shares of error matrices at their means.
double central(const Sum& sum, const Inputs& inputs);

struct Moments {
  double mean = 0;
  double sd = 0;
};

/// Exact. O(pairs of terms that share an input).
Moments exact_moments(const Sum& sum, const Inputs& inputs);

/// IPCC 2006 Guidelines vol. 1 ch. 3, Approach 1: products by eq. 3.1, sums by eq. 3.2, a shared
/// input taken over all its terms first; that is the variance to first order. Adjusted areas count
/// as independent of each other.
Moments approach1(const Sum& sum, const Inputs& inputs);

/// Share of the variance that an input explains alone: the first-order Sobol index.
struct Share {
  std::string input;  ///< id; "classification" for all error matrices; "interactions" the rest
  double share;
};
/// One row an input with a spread, then classification if there are cells, then interactions; they
/// sum to 1. Empty for a sum without variance.
std::vector<Share> shares(const Sum& sum, const Inputs& inputs);

}  // namespace terrabalance::uncertainty
