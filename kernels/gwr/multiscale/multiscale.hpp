#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "kernels/gwr/points/local_fit.hpp"
#include "kernels/gwr/points/point_model.hpp"
#include "kernels/gwr/search.hpp"
#include "kernels/gwr/team.hpp"

namespace terrabalance::gwr {

/// How back-fitting goes (Fotheringham, Yang and Kang 2017; names and defaults as in mgwr).
struct MultiscaleOptions {
  SearchOptions search;            ///< of every covariate's bandwidth
  std::optional<double> initial;   ///< bandwidth of the initial GWR; empty: searched for
  std::vector<double> bandwidths;  ///< of intercept and predictors; empty: searched for
  enum class Score {
    smooth,  ///< SOC_f: change of the covariates' parts of the fit
    rss      ///< SOC_RSS: relative change of the residual sum of squares
  };
  Score score = Score::smooth;
  double tolerance = 1e-5;  ///< of the score
  int iterations = 200;     ///< at most
  int unchanged = 5;  ///< iterations with the same bandwidths after which none is searched for
};
std::optional<MultiscaleOptions::Score> multiscale_score_of(std::string_view name);

/// The way that back-fitting went.
struct BackfittingHistory {
  double initial_bandwidth = 0;
  std::vector<std::vector<double>> bandwidths;  ///< of every iteration: intercept, predictors
  std::vector<double> scores;
  bool converged = false;
};

/// Multiscale GWR: y = Σ_j β_j(place) x_j with a bandwidth for every covariate, the intercept
/// first.
struct MultiscaleFit {
  BackfittingHistory history;
  /// As of a GWR, in the order of the input; influence and variance are NaN without inference, and
  /// local_r2 always is. A coefficient is NaN where its covariate is 0 in all of its neighbourhood.
  LocalFit fit;
  std::vector<double> enp;  ///< per covariate; NaN without inference

  const std::vector<double>& bandwidths() const { return history.bandwidths.back(); }
};

/// Fits by back-fitting from a GWR. Same numbers for every team.
/// Cost of an iteration: per covariate a search of about 15 bandwidths, each n times the
/// neighbours. \throws InputError for bandwidths that are not one per coefficient, or cannot be
/// searched for
MultiscaleFit fit_multiscale(const PointModel& model, const MultiscaleOptions& options,
                             const Team& team);

/// Inference of a multiscale fit: enp, variances, influence and the traces in fit.sums, from the
/// hat matrices R_j of the covariates (Yu et al. 2020), which go through the same iterations as the
/// fit. They are held for 64 columns at a time: memory O(n) per thread, but
/// inference_cost() multiplications, which grow with n³ where bandwidths are shares of n.
void infer(const PointModel& model, MultiscaleFit& fit, const Team& team);

/// Multiplications that infer() needs, about: n² neighbours a covariate and iteration.
double inference_cost(const PointModel& model, const BackfittingHistory& history);

}  // namespace terrabalance::gwr
