#include "kernels/gwr/points/local_model.hpp"

#include <cmath>

namespace terrabalance::gwr {
namespace {

/// A column whose local spread is below this share of its size is rounding, not variation.
constexpr double rounding = 4e-16;
/// Squared distance of the origin from the mean, in squared standard deviations, from which on the
/// sums are taken again.
constexpr double far = 1e4;

/// Element (m, l), l <= m, of a lower triangle by rows.
double element(const double* triangle, Eigen::Index m, Eigen::Index l) {
  return triangle[m * (m + 1) / 2 + l];
}

double norm(const Eigen::MatrixXd& matrix) {
  return matrix.cwiseAbs().colwise().sum().maxCoeff();
}

}  // namespace

LocalModel::LocalModel(std::size_t predictors)
    : count_(index(predictors)),
      mean_(count_ + 1),
      scale_(count_),
      correlation_(count_, count_),
      inverse_(count_, count_),
      cross_(count_),
      slopes_(count_),
      covariance_(count_ + 1, count_ + 1),
      squared_(count_, count_),
      row_(count_),
      offset_(count_),
      factor_(count_) {}

Status LocalModel::solve(const double* moments, const double* origin) {
  weight_ = moments[0];
  far_origin_ = false;
  if (!(weight_ > 0)) return Status::too_few;
  for (Eigen::Index m = 0; m <= count_; ++m)
    mean_[m] = element(moments, m + 1, 0) / weight_;
  const Status status = solve_about_mean(moments, origin);
  for (Eigen::Index m = 0; m <= count_; ++m)
    mean_[m] += origin[m];
  return status;
}

Status LocalModel::solve_about_mean(const double* moments, const double* origin) {
  const Eigen::Index P = count_;
  bool constant = false;
  for (Eigen::Index m = 0; m < P; ++m) {
    const double shift = mean_[m] * weight_;
    const double spread = element(moments, m + 1, m + 1) - mean_[m] * shift;
    const double size = std::abs(origin[m]) + std::abs(mean_[m]);
    if (mean_[m] * shift > far * spread) far_origin_ = true;
    if (!(spread > weight_ * rounding * rounding * size * size)) constant = true;
    scale_[m] = 1 / std::sqrt(spread);
  }
  if (constant) return Status::constant_column;
  for (Eigen::Index m = 0; m < P; ++m) {
    const double shift = mean_[m] * weight_;
    cross_[m] = element(moments, P + 1, m + 1) - shift * mean_[P];
    for (Eigen::Index l = 0; l < m; ++l) {
      const double product = element(moments, m + 1, l + 1) - shift * mean_[l];
      correlation_(m, l) = correlation_(l, m) = product * scale_[m] * scale_[l];
    }
    correlation_(m, m) = 1;
  }
  response_spread_ = element(moments, P + 1, P + 1) - mean_[P] * mean_[P] * weight_;
  if (P > 0) {
    factor_.compute(correlation_);
    if (factor_.info() != Eigen::Success) return Status::collinear;
    inverse_.setIdentity();
    factor_.solveInPlace(inverse_);
    reciprocal_condition_ = 1 / (norm(correlation_) * norm(inverse_));
    if (!(reciprocal_condition_ >= least_condition)) return Status::collinear;
    inverse_.array().colwise() *= scale_.array();
    inverse_.array().rowwise() *= scale_.transpose().array();
    slopes_.noalias() = inverse_ * cross_;
  }
  return Status::ok;
}

void LocalModel::shares(const double* row, double weight, double* out) const {
  for (Eigen::Index m = 0; m < count_; ++m)
    offset_[m] = row[m] - mean_[m];
  out[0] = weight / weight_;
  for (Eigen::Index m = 0; m < count_; ++m) {
    out[m + 1] = weight * inverse_.col(m).dot(offset_);
    out[0] -= mean_[m] * out[m + 1];
  }
}

double LocalModel::fitted(const double* row) const {
  double value = mean_[count_];
  for (Eigen::Index m = 0; m < count_; ++m)
    value += (row[m] - mean_[m]) * slopes_[m];
  return value;
}

double LocalModel::leverage(const double* row) const {
  for (Eigen::Index m = 0; m < count_; ++m)
    offset_[m] = row[m] - mean_[m];
  double form = 0;
  for (Eigen::Index m = 0; m < count_; ++m)
    form += offset_[m] * inverse_.col(m).dot(offset_);
  return 1 / weight_ + form;
}

double LocalModel::residual_spread() const {
  return response_spread_ - cross_.dot(slopes_);
}

void LocalModel::solve_variance(const double* squared_moments, const double* origin) {
  const Eigen::Index P = count_;
  const double total = squared_moments[0];
  for (Eigen::Index m = 0; m < P; ++m)
    offset_[m] = mean_[m] - origin[m];
  for (Eigen::Index m = 0; m < P; ++m) {
    row_[m] = element(squared_moments, m + 1, 0) - total * offset_[m];
    for (Eigen::Index l = 0; l <= m; ++l) {
      const double product = element(squared_moments, m + 1, l + 1) -
                             offset_[m] * element(squared_moments, l + 1, 0) - offset_[l] * row_[m];
      squared_(m, l) = squared_(l, m) = product;
    }
  }
  covariance_(0, 0) = total / (weight_ * weight_);
  covariance_.col(0).tail(P).noalias() = inverse_ * row_;
  covariance_.col(0).tail(P) /= weight_;
  covariance_.row(0).tail(P) = covariance_.col(0).tail(P).transpose();
  correlation_.noalias() = inverse_ * squared_;  // the correlations are no longer needed
  covariance_.bottomRightCorner(P, P).noalias() = correlation_ * inverse_;
}

double LocalModel::variance(std::size_t coefficient) const {
  if (coefficient > 0) return covariance_(index(coefficient), index(coefficient));
  double value = covariance_(0, 0);
  for (Eigen::Index m = 0; m < count_; ++m) {
    value -= 2 * mean_[m] * covariance_(m + 1, 0);
    for (Eigen::Index l = 0; l < count_; ++l)
      value += mean_[m] * mean_[l] * covariance_(m + 1, l + 1);
  }
  return value;
}

double LocalModel::fitted_variance(const double* row) const {
  double value = covariance_(0, 0);
  for (Eigen::Index m = 0; m < count_; ++m) {
    const double dm = row[m] - mean_[m];
    value += 2 * dm * covariance_(m + 1, 0);
    for (Eigen::Index l = 0; l < count_; ++l)
      value += dm * (row[l] - mean_[l]) * covariance_(m + 1, l + 1);
  }
  return value;
}

}  // namespace terrabalance::gwr
