#include <cmath>
#include <limits>

#include "kernels/gwr/point_worker.hpp"

namespace terrabalance::gwr {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Prediction PointModel::predict(double bandwidth, std::span<const double> x,
                               std::span<const double> y,
                               const std::vector<std::vector<double>>& predictors,
                               int threads) const {
  check(bandwidth);
  const std::size_t p = coefficients();
  Prediction result;
  result.status.assign(x.size(), Status::missing_value);
  result.fitted.assign(x.size(), nan);
  result.fitted_variance.assign(x.size(), nan);
  result.beta.assign(x.size() * p, nan);
  result.variance.assign(x.size() * p, nan);
  const auto places = static_cast<std::ptrdiff_t>(x.size());
#pragma omp parallel num_threads(threads)
  {
    Worker worker(*this);
    std::vector<double> row(p);
#pragma omp for schedule(static)
    for (std::ptrdiff_t place = 0; place < places; ++place) {
      const auto i = static_cast<std::size_t>(place);
      for (std::size_t m = 0; m < predictors_; ++m)
        row[m] = predictors[m][i];
      row[predictors_] = 0;
      bool complete = std::isfinite(x[i]) && std::isfinite(y[i]);
      for (const double value : row)
        complete = complete && std::isfinite(value);
      if (!complete) continue;
      const Place here = tree_.place(x[i], y[i]);
      result.status[i] =
          worker.solve(here, bandwidth_distance(tree_, weights_, bandwidth, here), row, true);
      if (result.status[i] != Status::ok) continue;
      const LocalModel& local = worker.local();
      result.fitted[i] = local.fitted(row.data());
      result.fitted_variance[i] = local.fitted_variance(row.data());
      result.beta[i * p] = local.intercept();
      for (std::size_t m = 1; m < p; ++m)
        result.beta[i * p + m] = local.slope(m - 1);
      for (std::size_t m = 0; m < p; ++m)
        result.variance[i * p + m] = local.variance(m);
    }
  }
  return result;
}

}  // namespace terrabalance::gwr
