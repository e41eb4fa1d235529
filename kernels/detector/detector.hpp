#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/detector/strata.hpp"

/// \file
/// The geographical detector (Wang et al. 2010, IJGIS 24, 107-127; Wang, Zhang and Fu 2016,
/// Ecological Indicators 67, 250-256): how far a variable's variation is one between strata.
/// All functions take one y and one stratum a unit and throw InputError for a y that is not finite
/// or constant, or lists of unequal length. O(n) unless said.
namespace terrabalance::detector {

/// What a stratum is to the statistics.
struct Group {
  double count = 0;
  double mean = 0;
  double squares = 0;  ///< of deviations from the mean
};
/// Means first, then squares: two passes in the order of the units.
std::vector<Group> groups_of(std::span<const double> y, const Strata& strata);
/// All groups as one.
Group joined(std::span<const Group> groups);

/// 1 - SSW / SST with population variances; in [0, 1].
double q_statistic(std::span<const double> y, const Strata& strata);

struct Factor {
  double q = 0;
  double p = 0;  ///< of q, noncentral F(L - 1, N - L; lambda)
  double f = 0;
  double lambda = 0;
  std::size_t strata = 0;
};

/// \throws InputError if there are fewer than 2 strata or no more units than strata
Factor factor(std::span<const double> y, const Strata& strata, std::string_view name);

/// The same of strata alone, whoever counted them. \param total_squares of y from its mean
double q_statistic(std::span<const Group> groups, double total_squares);
Factor factor(std::span<const Group> groups, double total_squares, std::string_view name);

/// Share of shuffles of y with a q as large: (1 + #) / (1 + permutations); the same for every
/// number of threads.
double permutation_p(std::span<const double> y, const Strata& strata, int permutations,
                     std::uint64_t seed, int threads);

/// How two factors act together (Wang et al. 2010, table 2).
enum class Interaction {
  weaken_nonlinear,   ///< q(a, b) < min(q_a, q_b)
  weaken_univariate,  ///< between the two
  enhance_bivariate,  ///< > max(q_a, q_b)
  independent,        ///< = q_a + q_b
  enhance_nonlinear   ///< > q_a + q_b
};
std::string_view name(Interaction type);
Interaction interaction(double q_a, double q_b, double q_both);

/// Welch's t test between the means of two strata, two-sided. NaN where a stratum has one unit, or
/// neither has variance.
struct Risk {
  std::size_t a = 0;
  std::size_t b = 0;
  double t = 0;
  double p = 0;
  double df = 0;
};
/// All pairs a < b. O(n + strata^2).
std::vector<Risk> risk(std::span<const double> y, const Strata& strata);
std::vector<Risk> risk(std::span<const Group> groups);

/// Whether the within-strata variation of two factors differs: F = N (N - 1) SSW_a / (N (N - 1)
/// SSW_b), p its upper tail with N - 1 and N - 1 degrees of freedom. NaN where SSW_b is 0.
struct Ecological {
  double f = 0;
  double p = 0;
};
Ecological ecological(std::span<const double> y, const Strata& a, const Strata& b);
Ecological ecological(std::span<const Group> a, std::span<const Group> b);

}  // namespace terrabalance::detector
