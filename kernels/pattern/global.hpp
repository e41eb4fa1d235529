#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "kernels/pattern/weights.hpp"

/// \file
/// Global spatial association of one variable: Moran's I, Geary's c, general G. Formulas of Cliff
/// and Ord 1981, "Spatial processes", ch. 1-2, and of Getis and Ord 1992; as spdep computes them
/// with islands kept in n.
namespace terrabalance::pattern {

/// A statistic with its moments under the null hypothesis.
struct Moments {
  double expected = 0;
  double variance = 0;
  double z = 0;
  double p = 0;  ///< two-sided, normal
};

struct Moran {
  double i = 0;
  Moments normal;         ///< values are draws of a normal variable
  Moments randomisation;  ///< values are fixed, places random
};

/// z of Geary's c is (1 - c) / sd, so that positive means alike neighbours, as for Moran's I.
struct Geary {
  double c = 0;
  Moments normal;
  Moments randomisation;
};

/// For non-negative variables and binary weights (Getis and Ord 1992).
struct GeneralG {
  double g = 0;
  Moments randomisation;
};

/// All throw InputError for n < 4, a value that is not finite, a constant variable, or weights
/// without any link; general_g also for a negative value. `variable` is named in the messages.
/// O(links).
Moran moran(const Weights& weights, std::span<const double> x, std::string_view variable);
Geary geary(const Weights& weights, std::span<const double> x, std::string_view variable);
GeneralG general_g(const Weights& weights, std::span<const double> x, std::string_view variable);

/// Bivariate Moran: how x here goes with y around, (n / S0) sum_i zx_i sum_j w_ij zy_j over
/// sqrt(sum zx^2 sum zy^2) (Anselin, Syabri and Smirnov 2002).
double bivariate_moran(const Weights& weights, std::span<const double> x, std::span<const double> y,
                       std::string_view x_name, std::string_view y_name);

/// Pseudo p values: (1 + #{permuted as or more extreme}) / (1 + permutations), on the observed
/// side of the permutations' distribution, as GeoDa and esda count.
struct PermutationP {
  double moran = 0;
  double geary = 0;
  double general_g = 0;
};

/// Shuffles the variable over the places. The same for every number of threads; O(permutations *
/// links) time, O(permutations + threads * n) memory.
PermutationP permute(const Weights& weights, std::span<const double> x, std::string_view variable,
                     int permutations, std::uint64_t seed, int threads);

/// The same for bivariate Moran: y is shuffled.
double permute_bivariate(const Weights& weights, std::span<const double> x,
                         std::span<const double> y, int permutations, std::uint64_t seed,
                         int threads);

}  // namespace terrabalance::pattern
