#include <cmath>
#include <limits>

#include "kernels/gwr/points/point_worker.hpp"

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

void PointModel::response_weights(std::span<const double> distances, std::size_t first,
                                  std::size_t count, double* out) const {
  const std::size_t k = coefficients();
  std::fill_n(out, size() * k * count, 0.0);
  Worker worker(*this);
  std::vector<double> row(k);
  std::vector<double> other(k);
  std::vector<double> shares(k);
  const auto read = [this](std::size_t p, std::vector<double>& into) {
    for (std::size_t m = 0; m < into.size(); ++m)
      into[m] = value(p, m);
  };
  for (std::size_t p = 0; p < size(); ++p) {
    read(p, row);
    if (worker.solve(tree_.place_at(p), distances[p], row, false) != Status::ok) continue;
    worker.neighbourhood().visit(
        tree_.place_at(p), distances[p], [&](LeafList leaves, const double* weights) {
          for (std::size_t i = 0; i < leaves.count * leaf_size; ++i) {
            const std::size_t q = leaves.ids[i / leaf_size] * leaf_size + i % leaf_size;
            if (q < first || q >= first + count || q >= size() || weights[i] == 0) continue;
            read(q, other);
            worker.local().shares(other.data(), weights[i], shares.data());
            for (std::size_t m = 0; m < k; ++m)
              out[(p * k + m) * count + (q - first)] = shares[m];
          }
        });
  }
}

}  // namespace terrabalance::gwr
