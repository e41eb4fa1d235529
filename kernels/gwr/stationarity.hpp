#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kernels/gwr/observations.hpp"
#include "kernels/gwr/points/local_fit.hpp"
#include "kernels/gwr/points/neighbourhood.hpp"
#include "kernels/gwr/search.hpp"
#include "kernels/gwr/team.hpp"

namespace terrabalance::gwr {

/// Whether coefficients vary in space more than by chance (Brunsdon, Fotheringham and Charlton
/// 1998).
struct Stationarity {
  std::vector<double> deviation;  ///< of every coefficient over the places, as fitted (over n)
  std::vector<double> p;  ///< (1 + #{permutations with as much or more}) / (1 + permutations)
};

/// Shuffles the rows over the places and fits anew, `permutations` times, as mgwr does.
/// \param bandwidth  kept in every permutation; empty: searched for in each, as options say
/// Permutations are shared out in the team; the result depends on the seed alone.
Stationarity test_stationarity(const Observations& observations, const Weights& weights,
                               const LocalFit& fit, std::optional<double> bandwidth,
                               const SearchOptions& options, int permutations, std::uint64_t seed,
                               const Team& team);

}  // namespace terrabalance::gwr
