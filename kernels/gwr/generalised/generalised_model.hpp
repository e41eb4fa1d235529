#pragma once

#include <vector>

#include "kernels/gwr/diagnostics.hpp"
#include "kernels/gwr/generalised/family.hpp"
#include "kernels/gwr/points/point_model.hpp"
#include "kernels/gwr/search.hpp"
#include "kernels/gwr/team.hpp"

namespace terrabalance::gwr {

/// Sums of a generalised model over places.
struct GeneralisedSums {
  double places = 0;
  double failed = 0;
  double deviance = 0;
  double tr_s = 0;
  double tr_sts = 0;  ///< only of a fit
  double press = 0;   ///< of squared response residuals over 1 - S_ii

  GeneralisedSums& operator+=(const GeneralisedSums& other);
};

/// Value of a criterion as mgwr has it for Poisson and binomial: AIC = deviance + 2 tr S,
/// AICc = AIC + 2 tr S (tr S + 1) / (n - tr S - 1), BIC = deviance + tr S ln n; +inf if undefined.
double value_of(Criterion criterion, const GeneralisedSums& sums);

/// A fit of a generalised model, in the order of the input: fitted is the mean, residual the
/// response less it, influence S_ii = g_i x_i' A⁻¹ x_i, variance diag(A⁻¹ M A⁻¹) (the scale is 1),
/// local_r2 the share of the deviance about the local mean that the local model explains.
struct GeneralisedFit {
  LocalFit local;
  GeneralisedSums sums;
  double null_deviance = 0;  ///< of one mean (rate, with an offset) for all places
};

/// Geographically weighted generalised linear model (Nakaya et al. 2005): at every place a
/// regression by iteratively re-weighted least squares, A = X'WGX with G the variances of the
/// family at the fitted means, until no linear predictor moves by more than 1e-9; a place that
/// does not settle in 100 iterations is Status::not_converged (separated classes, counts all 0).
/// Cost per place: neighbours x p² an iteration, some 5 to 10 of them; memory per thread O(n).
class GeneralisedModel {
 public:
  /// \param offset  of the mean (Poisson), one a row, > 0; empty: 1. Rows without are left out.
  /// \throws InputError naming a row whose response is not one of the family
  GeneralisedModel(const Observations& observations, const std::vector<double>& offset,
                   Family family, Weights weights);

  const PointModel& points() const { return points_; }
  Family family() const { return family_; }
  double offset(std::size_t position) const { return offset_[position]; }

  GeneralisedSums evaluate(double bandwidth, const Team& team) const;
  SearchResult search(const SearchOptions& options, const Team& team) const;
  GeneralisedFit fit(double bandwidth, const Team& team) const;

 private:
  class Worker;
  template <class Each>
  GeneralisedSums solve_chunk(std::size_t chunk, double bandwidth, bool variances, Worker& worker,
                              Each&& each) const;
  template <class Each>
  Team::Numbers solve(double bandwidth, bool variances, Chunks chunks, int threads,
                      Each&& each) const;

  PointModel points_;
  Family family_;
  std::vector<double> offset_;  ///< in the tree's order
  double rate_ = 0;             ///< mean of response over offset
};

}  // namespace terrabalance::gwr
