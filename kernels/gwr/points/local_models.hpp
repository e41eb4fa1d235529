#pragma once

#include <cstddef>

#include "engine/value/line_vector.hpp"
#include "kernels/gwr/lanes/lanes.hpp"
#include "kernels/gwr/observations.hpp"

namespace terrabalance::gwr {

/// Smallest reciprocal condition number (1-norm, of the correlation matrix of the neighbours'
/// predictors) at which a local model is solved.
constexpr double least_condition = 1e-12;

class LocalModels;

/// One of LocalModels, as last solved and evaluated.
class LocalModel {
 public:
  LocalModel(const LocalModels& models, std::size_t k) : models_(&models), k_(k) {}

  /// Of solve(); ok, too_few (no weight), constant_column or collinear.
  Status status() const;
  /// Whether the origin lies so far from the neighbours that the sums have lost digits; they should
  /// then be taken about the means.
  bool far_origin() const;
  /// Reciprocal condition number (1-norm) of the correlations.
  double reciprocal_condition() const;

  double total_weight() const;
  /// Weighted mean of a predictor or, in column P, of the response.
  double mean(std::size_t column) const;
  /// Weighted sum of squares of a column about its mean.
  double spread(std::size_t column) const;
  double slope(std::size_t predictor) const;
  /// Variance inflation of a predictor by the others.
  double inflation(std::size_t predictor) const;
  /// How the response of a neighbour enters the coefficients: P + 1 shares, intercept first.
  /// \param row  the neighbour's predictors
  void shares(const double* row, double weight, double* out) const;

  // Of evaluate(), at the row that was set.
  double intercept() const;
  double fitted() const;
  /// x' A⁻¹ x of the row: its leverage on itself at weight 1.
  double leverage() const;
  /// (S S')_ii of the row: variance of its fitted value in units of sigma².
  double fitted_variance() const;
  /// diag(C C') of a coefficient, 0 = intercept: its variance in units of sigma².
  double variance(std::size_t coefficient) const;

 private:
  double number(double* ModelLanes::*rows, std::size_t row = 0) const;
  double inverse(std::size_t m, std::size_t l) const;

  const LocalModels* models_;
  std::size_t k_;
};

/// Weighted regressions of a few places, solved side by side from moments: the neighbours' columns
/// are centred on their weighted means and scaled to unit spread first, so that units and offsets
/// of the predictors do not matter. What one model gives does not depend on the others.
class LocalModels {
 public:
  /// Models in all.
  static constexpr std::size_t most = model_lanes;

  explicit LocalModels(std::size_t predictors, const LaneLoops& loops = lane_loops());
  LocalModels(const LocalModels&) = delete;
  LocalModels& operator=(const LocalModels&) = delete;

  /// Number of sums over (1, z_1 .. z_P, z_y): a lower triangle by rows.
  static constexpr std::size_t moment_count(std::size_t predictors) {
    return (predictors + 2) * (predictors + 3) / 2;
  }

  /// Gives model k its sums.
  /// \param moments  weighted sums of products of (1, z_1 .. z_P, z_y), z = value - origin
  /// \param squared  the same with squared weights; nullptr if variances are not asked for
  /// \param origin   P predictors and the response
  void set(std::size_t k, const double* moments, const double* squared, const double* origin);
  /// Solves the models that have sums; what the others say means nothing.
  void solve();

  /// The predictors at which model k is evaluated.
  void set_row(std::size_t k, const double* row);
  /// Evaluates the models as solved; variances only if wanted.
  void evaluate(bool variances);

  LocalModel operator[](std::size_t k) const { return {*this, k}; }

 private:
  friend class LocalModel;

  const LaneLoops* loops_;
  ModelLanes lanes_;
  LineVector<double> numbers_;
};

}  // namespace terrabalance::gwr
