#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/pattern/weights.hpp"

/// \file
/// Local spatial association of one variable. Units without neighbours have z = p = NaN.
namespace terrabalance::pattern {

enum class Randomisation {
  conditional,  ///< x_i stays, the others are shuffled
  total         ///< all are shuffled
};
enum class MoranScale {
  population,  ///< I_i = n z_i (Wz)_i / sum z^2 (spdep)
  sample       ///< n - 1 for n (esda, GeoDa)
};

/// One value a unit each. `expected` and `variance` after Sokal, Oden and Thomson 1998.
struct LocalMoran {
  std::vector<double> i;
  std::vector<double> expected;
  std::vector<double> variance;
  std::vector<double> z;
  std::vector<double> p;  ///< two-sided, normal
};

/// All functions here throw InputError as moran() does. O(links).
LocalMoran local_moran(const Weights& weights, std::span<const double> x, std::string_view variable,
                       Randomisation randomisation, MoranScale scale = MoranScale::population);

/// HH, LH, LL, HL: the value here, then the lag around, above its mean (High) or not, as spdep's
/// quadrants "mean"; empty for islands.
std::vector<std::string> quadrants(const Weights& weights, std::span<const double> x);

/// Moran's scatterplot: value and lag, both from the mean, in population standard deviations.
struct Scatterplot {
  std::vector<double> z;
  std::vector<double> lag;
};
Scatterplot scatterplot(const Weights& weights, std::span<const double> x);

/// Bivariate local Moran: I_i = zx_i sum_j w_ij zy_j / (sx sy), population deviations.
std::vector<double> local_bivariate_moran(const Weights& weights, std::span<const double> x,
                                          std::span<const double> y);

/// c_i = sum_j w_ij (z_i - z_j)^2 with z in population standard deviations (Anselin 2019).
std::vector<double> local_geary(const Weights& weights, std::span<const double> x,
                                std::string_view variable);

enum class GetisOrd {
  without_self,  ///< Gi: the others only, N = n - 1
  with_self      ///< Gi*: w_ii = 1 in the binary matrix
};
enum class Style { binary, row_standardised };

/// z of Gi or Gi* (Ord and Getis 1995, eq. 14.3). `weights` are those of style B; for
/// row_standardised the rows are divided by their sums after w_ii is set.
std::vector<double> getis_ord(const Weights& weights, std::span<const double> x,
                              std::string_view variable, GetisOrd variant, Style style);

/// Pseudo p values by conditional permutation: (1 + #{as or more extreme}) / (1 + permutations) on
/// the observed side. I_i, Gi and Gi* share one p: given x_i they all order as the lag does.
struct LocalPermutationP {
  std::vector<double> lag;    ///< of I_i, Gi and Gi*
  std::vector<double> geary;  ///< of c_i
};

/// O(permutations * links) time, O(threads * n) memory; the same for every number of threads.
LocalPermutationP permute_local(const Weights& weights, std::span<const double> x,
                                std::string_view variable, int permutations, std::uint64_t seed,
                                int threads);

}  // namespace terrabalance::pattern
