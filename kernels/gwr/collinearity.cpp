#include "kernels/gwr/collinearity.hpp"

#include <cmath>
#include <limits>

#include <Eigen/Eigenvalues>

namespace terrabalance::gwr {

Collinearity::Collinearity(std::size_t predictors)
    : proportions_(static_cast<Eigen::Index>(predictors + 1)),
      gram_(proportions_.size(), proportions_.size()) {}

void Collinearity::compute(const double* squared_moments, const double* origin) {
  // The singular values of the scaled columns are the roots of the eigenvalues of their products.
  const Eigen::Index k = gram_.rows();
  const auto sum = [squared_moments](Eigen::Index m, Eigen::Index l) {
    return squared_moments[m * (m + 1) / 2 + l];
  };
  const auto shift = [origin](Eigen::Index m) { return m == 0 ? 0 : origin[m - 1]; };
  for (Eigen::Index m = 0; m < k; ++m) {
    for (Eigen::Index l = 0; l <= m; ++l) {
      double product = sum(m, l);
      if (m > 0) product += shift(m) * sum(l, 0);
      if (l > 0) product += shift(l) * sum(m, 0) + shift(m) * shift(l) * sum(0, 0);
      gram_(m, l) = product;
    }
  }
  const Eigen::VectorXd scale = gram_.diagonal().cwiseSqrt().cwiseInverse();
  gram_ = scale.asDiagonal() * gram_ * scale.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram_);  // reads the lower triangle
  // Ascending; what rounding left of 0 may be negative.
  const bool singular = !(solver.eigenvalues()[0] > 0);
  const Eigen::VectorXd values = solver.eigenvalues().cwiseMax(std::numeric_limits<double>::min());
  condition_number_ =
      singular ? std::numeric_limits<double>::infinity() : std::sqrt(values[k - 1] / values[0]);
  for (Eigen::Index m = 0; m < k; ++m) {
    const Eigen::ArrayXd parts =
        solver.eigenvectors().row(m).transpose().array().square() / values.array();
    proportions_[m] = parts[0] / parts.sum();
  }
}

}  // namespace terrabalance::gwr
