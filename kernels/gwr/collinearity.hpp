#pragma once

#include <cstddef>

#include <Eigen/Core>

namespace terrabalance::gwr {

/// Measures of local collinearity (Belsley, Kuh and Welsch 1980; as mgwr and GWmodel give them).
class Collinearity {
 public:
  explicit Collinearity(std::size_t predictors);

  /// \param squared_moments  sums of (1, z_1 .. z_P, z_y) with squared weights about an origin
  void compute(const double* squared_moments, const double* origin);

  /// Ratio of the largest to the smallest singular value of the weighted columns, intercept
  /// included, each scaled to unit length. From 30 on, coefficients are hard to tell apart;
  /// infinite where the smallest cannot be told from 0.
  double condition_number() const { return condition_number_; }

  /// Share of a coefficient's variance (0 = intercept) that belongs to the smallest singular value.
  double variance_proportion(std::size_t coefficient) const {
    return proportions_[static_cast<Eigen::Index>(coefficient)];
  }

 private:
  double condition_number_ = 0;
  Eigen::VectorXd proportions_;
  Eigen::MatrixXd gram_;
};

}  // namespace terrabalance::gwr
