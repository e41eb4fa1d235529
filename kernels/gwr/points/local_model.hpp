#pragma once

#include <Eigen/Core>

#include "kernels/gwr/observations.hpp"

namespace terrabalance::gwr {

/// Smallest reciprocal condition number (1-norm, of the correlation matrix of the neighbours'
/// predictors) at which a local model is solved.
constexpr double least_condition = 1e-12;

/// One weighted regression, solved from moments: the neighbours' columns are centred on their
/// weighted means and scaled to unit spread first, so that units and offsets of the predictors do
/// not matter.
class LocalModel {
 public:
  explicit LocalModel(std::size_t predictors);

  /// Number of sums over (1, z_1 .. z_P, z_y): a lower triangle by rows.
  static std::size_t moment_count(std::size_t predictors) {
    return (predictors + 2) * (predictors + 3) / 2;
  }

  /// \param moments  weighted sums of products of (1, z_1 .. z_P, z_y), z = value - origin
  /// \param origin   P predictors and the response
  Status solve(const double* moments, const double* origin);

  /// Whether the origin lies so far from the neighbours that the sums have lost digits; they should
  /// then be taken about mean().
  bool far_origin() const { return far_origin_; }
  /// Weighted means of the predictors, then of the response.
  const Eigen::VectorXd& mean() const { return mean_; }
  double total_weight() const { return weight_; }
  /// Weighted sum of squares of the response about its mean.
  double response_spread() const { return response_spread_; }
  /// The same of a predictor.
  double spread(std::size_t predictor) const {
    return 1 / (scale_[index(predictor)] * scale_[index(predictor)]);
  }
  /// Reciprocal condition number (1-norm) of the correlations.
  double reciprocal_condition() const { return reciprocal_condition_; }

  double slope(std::size_t predictor) const { return slopes_[index(predictor)]; }
  double intercept() const { return mean_[count_] - mean_.head(count_).dot(slopes_); }

  /// Variance inflation of a predictor by the others.
  double inflation(std::size_t predictor) const {
    const Eigen::Index m = index(predictor);
    return inverse_(m, m) / (scale_[m] * scale_[m]);
  }

  /// How the response of a neighbour enters the coefficients: P + 1 shares, intercept first.
  /// \param row  the neighbour's predictors
  void shares(const double* row, double weight, double* out) const;

  /// Fitted response at a row of predictors.
  double fitted(const double* row) const;
  /// x' A⁻¹ x of a row: its leverage on itself at weight 1.
  double leverage(const double* row) const;
  /// The weighted residual sum of squares of the neighbours about this one model.
  double residual_spread() const;

  /// Takes the same sums with squared weights, about the same origin.
  void solve_variance(const double* squared_moments, const double* origin);
  /// diag(C C') of a coefficient, 0 = intercept: its variance in units of sigma².
  double variance(std::size_t coefficient) const;
  /// (S S')_ii of a row: variance of its fitted value in units of sigma².
  double fitted_variance(const double* row) const;

 private:
  template <int P>
  Status solve_about_mean(const double* moments, const double* origin);
  template <int P>
  Status invert();
  template <class Row>
  double fitted_variance_at(const Row& row) const;
  static Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

  Eigen::Index count_;
  double weight_ = 0;
  double response_spread_ = 0;
  double reciprocal_condition_ = 1;
  bool far_origin_ = false;
  Eigen::VectorXd mean_;
  Eigen::VectorXd scale_;        // 1 / root of the weighted sum of squares
  Eigen::MatrixXd correlation_;  // rows of a stride, as inverse_ and squared_
  Eigen::MatrixXd inverse_;      // of the centred cross products
  Eigen::MatrixXd scratch_;
  Eigen::VectorXd cross_;  // with the response
  Eigen::VectorXd slopes_;
  double squared_weight_ = 0;
  Eigen::MatrixXd squared_;      // cross products about the means, by squared weights
  Eigen::VectorXd squared_sum_;  // of the columns about their means
  Eigen::VectorXd slope_variances_;
  mutable Eigen::VectorXd offset_;
  mutable Eigen::VectorXd share_;
};

}  // namespace terrabalance::gwr
