#include <algorithm>
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
  const auto complete = [&](std::size_t i) {
    return std::isfinite(x[i]) && std::isfinite(y[i]) &&
           std::ranges::all_of(predictors, [i](const auto& c) { return std::isfinite(c[i]); });
  };
  const auto groups =
      static_cast<std::ptrdiff_t>((x.size() + LocalModels::most - 1) / LocalModels::most);
#pragma omp parallel num_threads(threads)
  {
    Worker worker(*this);
    std::vector<std::size_t> rows;
#pragma omp for schedule(static)
    for (std::ptrdiff_t group = 0; group < groups; ++group) {
      const std::size_t first = static_cast<std::size_t>(group) * LocalModels::most;
      worker.clear();
      rows.clear();
      for (std::size_t i = first; i < std::min(first + LocalModels::most, x.size()); ++i) {
        if (!complete(i)) continue;
        const Place here = tree_.place(x[i], y[i]);
        const std::span<double> row =
            worker.add(here, bandwidth_distance(tree_, weights_, bandwidth, here));
        for (std::size_t m = 0; m < predictors_; ++m)
          row[m] = predictors[m][i];
        row[predictors_] = 0;
        rows.push_back(i);
      }
      worker.solve(true);
      for (std::size_t k = 0; k < rows.size(); ++k)
        result.store(rows[k], worker.status(k), worker.local(k));
    }
  }
  return result;
}

void PointModel::response_weights(std::span<const double> distances, std::size_t first,
                                  std::size_t count, double* out) const {
  const std::size_t k = coefficients();
  std::fill_n(out, size() * k * count, 0.0);
  Worker worker(*this);
  std::vector<double> other(k);
  std::vector<double> shares(k);
  for (std::size_t p = 0; p < size(); ++p) {
    worker.clear();
    read_row(p, worker.add(tree_.place_at(p), distances[p]));
    worker.solve(false);
    if (worker.status(0) != Status::ok) continue;
    worker.neighbourhood().visit(
        tree_.place_at(p), distances[p], [&](LeafList leaves, const double* weights) {
          for (std::size_t i = 0; i < leaves.count * leaf_size; ++i) {
            const std::size_t q = leaves.ids[i / leaf_size] * leaf_size + i % leaf_size;
            if (q < first || q >= first + count || q >= size() || weights[i] == 0) continue;
            read_row(q, other);
            worker.local(0).shares(other.data(), weights[i], shares.data());
            for (std::size_t m = 0; m < k; ++m)
              out[(p * k + m) * count + (q - first)] = shares[m];
          }
        });
  }
}

}  // namespace terrabalance::gwr
