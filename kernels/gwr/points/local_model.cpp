#include "kernels/gwr/points/local_model.hpp"

#include <cmath>
#include <type_traits>

#include "kernels/gwr/lanes/lanes.hpp"
#include "kernels/gwr/points/positive_inverse.hpp"

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

template <class Matrix>
double norm(const Matrix& matrix) {
  return matrix.cwiseAbs().colwise().sum().maxCoeff();
}

/// Predictors up to which the compiler knows the size of matrices: it takes a third of the time.
/// Larger ones are wide enough for lanes, row by row.
constexpr Eigen::Index most_known = 6;

Eigen::Index stride_of(Eigen::Index predictors) {
  constexpr auto whole = static_cast<Eigen::Index>(matrix_step);
  return predictors <= most_known ? predictors : (predictors + whole - 1) / whole * whole;
}

/// Calls work(size) with the number of predictors as a constant if it is up to most_known.
template <class Work>
auto with_size(Eigen::Index predictors, const Work& work) {
  switch (predictors) {
    case 1:
      return work(std::integral_constant<int, 1>());
    case 2:
      return work(std::integral_constant<int, 2>());
    case 3:
      return work(std::integral_constant<int, 3>());
    case 4:
      return work(std::integral_constant<int, 4>());
    case 5:
      return work(std::integral_constant<int, 5>());
    case most_known:
      return work(std::integral_constant<int, most_known>());
    default:
      return work(std::integral_constant<int, Eigen::Dynamic>());
  }
}

template <int P>
using Square = Eigen::Matrix<double, P, P>;
template <int P>
using Column = Eigen::Matrix<double, P, 1>;

/// A matrix with rows of a stride as one of that size.
template <int P, class Matrix>
auto square(Matrix& matrix) {
  using As = std::conditional_t<std::is_const_v<Matrix>, const Square<P>, Square<P>>;
  if constexpr (P == Eigen::Dynamic) {
    return Eigen::Map<As, 0, Eigen::OuterStride<>>(matrix.data(), matrix.cols(), matrix.cols(),
                                                   Eigen::OuterStride<>(matrix.rows()));
  } else {
    return Eigen::Map<As>(matrix.data());
  }
}
template <int P, class Vector>
auto column(Vector& vector, Eigen::Index size) {
  using As = std::conditional_t<std::is_const_v<Vector>, const Column<P>, Column<P>>;
  return Eigen::Map<As>(vector.data(), size);
}

/// v' M v, without a temporary vector.
template <class Matrix, class Vector>
double form(const Matrix& matrix, const Vector& vector) {
  double sum = 0;
  for (Eigen::Index m = 0; m < matrix.cols(); ++m)
    sum += vector[m] * matrix.col(m).dot(vector);
  return sum;
}

}  // namespace

LocalModel::LocalModel(std::size_t predictors)
    : count_(index(predictors)),
      mean_(count_ + 1),
      scale_(count_),
      correlation_(Eigen::MatrixXd::Zero(stride_of(count_), count_)),
      inverse_(correlation_),
      scratch_(correlation_.rows(), count_ + 1),
      cross_(count_),
      slopes_(count_),
      squared_(correlation_),
      squared_sum_(count_),
      slope_variances_(count_),
      offset_(count_),
      share_(count_) {}

Status LocalModel::solve(const double* moments, const double* origin) {
  weight_ = moments[0];
  far_origin_ = false;
  if (!(weight_ > 0)) return Status::too_few;
  for (Eigen::Index m = 0; m <= count_; ++m)
    mean_[m] = element(moments, m + 1, 0) / weight_;
  const Status status = with_size(
      count_, [&](auto size) { return solve_about_mean<decltype(size)::value>(moments, origin); });
  for (Eigen::Index m = 0; m <= count_; ++m)
    mean_[m] += origin[m];
  return status;
}

template <int P>
Status LocalModel::solve_about_mean(const double* moments, const double* origin) {
  const Eigen::Index size = P == Eigen::Dynamic ? count_ : P;
  auto correlation = square<P>(correlation_);
  bool constant = false;
  for (Eigen::Index m = 0; m < size; ++m) {
    const double shift = mean_[m] * weight_;
    const double spread = element(moments, m + 1, m + 1) - mean_[m] * shift;
    const double extent = std::abs(origin[m]) + std::abs(mean_[m]);
    if (mean_[m] * shift > far * spread) far_origin_ = true;
    if (!(spread > weight_ * rounding * rounding * extent * extent)) constant = true;
    scale_[m] = 1 / std::sqrt(spread);
  }
  if (constant) return Status::constant_column;
  for (Eigen::Index m = 0; m < size; ++m) {
    const double shift = mean_[m] * weight_;
    cross_[m] = element(moments, size + 1, m + 1) - shift * mean_[size];
    for (Eigen::Index l = 0; l < m; ++l) {
      const double product = element(moments, m + 1, l + 1) - shift * mean_[l];
      correlation(m, l) = correlation(l, m) = product * scale_[m] * scale_[l];
    }
    correlation(m, m) = 1;
  }
  response_spread_ = element(moments, size + 1, size + 1) - mean_[size] * mean_[size] * weight_;
  return size > 0 ? invert<P>() : Status::ok;
}

template <int P>
Status LocalModel::invert() {
  const auto correlation = square<P>(correlation_);
  auto inverse = square<P>(inverse_);
  bool positive = false;
  if constexpr (P == Eigen::Dynamic) {
    inverse_ = correlation_;
    positive = lane_loops().invert(inverse_.data(), static_cast<std::size_t>(count_),
                                   static_cast<std::size_t>(inverse_.rows()), scratch_.data());
  } else {
    positive = invert_positive(correlation, inverse);
  }
  if (!positive) return Status::collinear;
  reciprocal_condition_ = 1 / (norm(correlation) * norm(inverse));
  if (!(reciprocal_condition_ >= least_condition)) return Status::collinear;
  const auto scale = column<P>(scale_, count_);
  inverse.array().colwise() *= scale.array();
  inverse.array().rowwise() *= scale.transpose().array();
  column<P>(slopes_, count_).noalias() = inverse * column<P>(cross_, count_);
  return Status::ok;
}

void LocalModel::shares(const double* row, double weight, double* out) const {
  for (Eigen::Index m = 0; m < count_; ++m)
    offset_[m] = row[m] - mean_[m];
  out[0] = weight / weight_;
  for (Eigen::Index m = 0; m < count_; ++m) {
    out[m + 1] = weight * inverse_.col(m).head(count_).dot(offset_);
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
  return 1 / weight_ + with_size(count_, [&](auto size) {
           constexpr int P = decltype(size)::value;
           const Eigen::Map<const Column<P>> values(row, count_);
           auto offset = column<P>(offset_, count_);
           offset = values - column<P>(mean_, count_);
           return form(square<P>(inverse_), offset);
         });
}

double LocalModel::residual_spread() const {
  return response_spread_ - cross_.dot(slopes_);
}

void LocalModel::solve_variance(const double* squared_moments, const double* origin) {
  squared_weight_ = squared_moments[0];
  for (Eigen::Index m = 0; m < count_; ++m)
    offset_[m] = mean_[m] - origin[m];
  for (Eigen::Index m = 0; m < count_; ++m) {
    squared_sum_[m] = element(squared_moments, m + 1, 0) - squared_weight_ * offset_[m];
    for (Eigen::Index l = 0; l <= m; ++l) {
      const double product = element(squared_moments, m + 1, l + 1) -
                             offset_[m] * element(squared_moments, l + 1, 0) -
                             offset_[l] * squared_sum_[m];
      squared_(m, l) = squared_(l, m) = product;
    }
  }
  with_size(count_, [this](auto size) {
    constexpr int P = decltype(size)::value;
    if constexpr (P == Eigen::Dynamic) {
      lane_loops().forms(inverse_.data(), squared_.data(), static_cast<std::size_t>(count_),
                         static_cast<std::size_t>(inverse_.rows()), slope_variances_.data());
    } else {
      for (Eigen::Index m = 0; m < P; ++m)
        slope_variances_[m] = form(square<P>(squared_), square<P>(inverse_).col(m));
    }
  });
}

/// A neighbour z of weight w enters the fitted value with w (1 / W + (z - mean)' A⁻¹ (row - mean)):
/// the sum of the squares of that.
template <class Row>
double LocalModel::fitted_variance_at(const Row& row) const {
  return with_size(count_, [&](auto size) {
    constexpr int P = decltype(size)::value;
    auto offset = column<P>(offset_, count_);
    for (Eigen::Index m = 0; m < count_; ++m)
      offset[m] = row(m) - mean_[m];
    auto share = column<P>(share_, count_);
    share.noalias() = square<P>(inverse_) * offset;
    const double level = squared_weight_ / weight_ + 2 * share.dot(column<P>(squared_sum_, count_));
    return level / weight_ + form(square<P>(squared_), share);
  });
}

double LocalModel::fitted_variance(const double* row) const {
  return fitted_variance_at([row](Eigen::Index m) { return row[m]; });
}

double LocalModel::variance(std::size_t coefficient) const {
  if (coefficient > 0) return slope_variances_[index(coefficient - 1)];
  return fitted_variance_at([](Eigen::Index) { return 0.0; });
}

}  // namespace terrabalance::gwr
