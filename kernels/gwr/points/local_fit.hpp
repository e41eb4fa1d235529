#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kernels/gwr/observations.hpp"
#include "kernels/gwr/points/local_models.hpp"

namespace terrabalance::gwr {

/// Sums over the places of a chunk.
struct Sums {
  double places = 0;  ///< with a local model
  double failed = 0;  ///< without, though their row is complete
  double rss = 0;
  double tr_s = 0;
  double tr_sts = 0;  ///< only by fit()
  double press = 0;   ///< sum of squared leave-one-out residuals

  Sums& operator+=(const Sums& other);

  /// A place more; its model was evaluated at it.
  void add(Status status, const LocalModel& local, double response, bool variances);
};

/// Local models of all places, in the order of the input; NaN where status is not ok.
struct LocalFit {
  double bandwidth = 0;
  std::size_t coefficients = 0;
  std::vector<Status> status;
  std::vector<double> fitted;
  std::vector<double> residual;
  std::vector<double> influence;  ///< S_ii
  std::vector<double> local_r2;
  std::vector<double> beta;      ///< places x coefficients, intercept first
  std::vector<double> variance;  ///< places x coefficients: diag(C C'), without sigma²

  bool with_collinearity = false;
  std::vector<double> condition_number;
  std::vector<double> proportion;  ///< places x coefficients: variance-decomposition proportions
  std::vector<double> inflation;   ///< places x predictors: VIF
  Sums sums;
  /// Bandwidth distances of points, in the order of the model's tree.
  std::vector<double> distances;

  /// A fit of so many places, all of them missing.
  static LocalFit of_missing(std::size_t places, std::size_t coefficients, bool with_collinearity,
                             int threads = 1);

  std::size_t size() const { return status.size(); }

  /// Every number of a place, always in the same order, to pass on or to take.
  template <class Each>
  void for_numbers(std::size_t i, Each&& each);

  /// Keeps the local model of place i, which was evaluated at it.
  void store(std::size_t i, double response, const LocalModel& local);
};

template <class Each>
void LocalFit::for_numbers(std::size_t i, Each&& each) {
  const auto each_of = [&](std::vector<double>& column, std::size_t width) {
    for (std::size_t m = i * width; !column.empty() && m < (i + 1) * width; ++m)
      each(column[m]);
  };
  auto code = static_cast<double>(status[i]);
  each(code);
  status[i] = static_cast<Status>(code);
  for (auto* column : {&fitted, &residual, &influence, &local_r2, &condition_number})
    each_of(*column, 1);
  for (auto* column : {&beta, &variance, &proportion})
    each_of(*column, coefficients);
  each_of(inflation, coefficients - 1);
}

/// Predictions at new places.
struct Prediction {
  std::vector<Status> status;
  std::vector<double> fitted;
  std::vector<double> fitted_variance;  ///< without sigma²
  std::vector<double> beta;             ///< places x coefficients
  std::vector<double> variance;         ///< places x coefficients, without sigma²

  /// Keeps the local model of place i, which was evaluated at it.
  void store(std::size_t i, Status status_of_model, const LocalModel& local);
};

/// 1 - S_ii, the share of a place's own value that its fitted value leaves free; 0 if that is
/// rounding only.
inline double free_share(double leverage) {
  return 1 - leverage > 1e-12 ? 1 - leverage : 0;
}

/// Sum of the chunks, in their order.
Sums total(std::span<const Sums> sums);

/// Sums as numbers, to send from rank to rank, and the total of those of all ranks.
std::vector<double> as_numbers(std::span<const Sums> sums);
Sums total_of_numbers(std::span<const double> numbers);

}  // namespace terrabalance::gwr
