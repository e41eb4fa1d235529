#include "kernels/gwr/points/local_fit.hpp"

#include <limits>
#include <utility>

#include "engine/value/large_pages.hpp"

namespace terrabalance::gwr {
namespace {

void store_coefficients(const LocalModel& local, std::size_t count, double* beta,
                        double* variance) {
  for (std::size_t m = 0; m < count; ++m) {
    beta[m] = m == 0 ? local.intercept() : local.slope(m - 1);
    variance[m] = local.variance(m);
  }
}

}  // namespace

Sums& Sums::operator+=(const Sums& other) {
  places += other.places;
  failed += other.failed;
  rss += other.rss;
  tr_s += other.tr_s;
  tr_sts += other.tr_sts;
  press += other.press;
  return *this;
}

void Sums::add(Status status, const LocalModel& local, double response, bool variances) {
  if (status != Status::ok) {
    failed += 1;
    return;
  }
  const double residual = response - local.fitted();
  const double leverage = local.leverage();
  const double left_out = residual / free_share(leverage);
  places += 1;
  rss += residual * residual;
  tr_s += leverage;
  press += left_out * left_out;
  if (variances) tr_sts += local.fitted_variance();
}

LocalFit LocalFit::of_missing(std::size_t places, std::size_t coefficients, bool with_collinearity,
                              int threads) {
  LocalFit fit;
  fit.coefficients = coefficients;
  fit.with_collinearity = with_collinearity;
  fit.status.assign(places, Status::missing_value);
  std::vector<std::pair<std::vector<double>*, std::size_t>> columns{
      {&fit.beta, places * coefficients},
      {&fit.variance, places * coefficients},
      {&fit.fitted, places},
      {&fit.residual, places},
      {&fit.influence, places},
      {&fit.local_r2, places}};
  if (with_collinearity) {
    columns.insert(columns.begin(), {{&fit.proportion, places * coefficients},
                                     {&fit.inflation, places * (coefficients - 1)},
                                     {&fit.condition_number, places}});
  }
  constexpr std::size_t worthwhile = 4096;
#pragma omp parallel for schedule(dynamic) num_threads(threads) if (places > worthwhile)
  for (std::size_t c = 0; c < columns.size(); ++c)
    assign_in_large_pages(*columns[c].first, columns[c].second,
                          std::numeric_limits<double>::quiet_NaN());
  return fit;
}

void LocalFit::store(std::size_t i, double response, const LocalModel& local) {
  fitted[i] = local.fitted();
  residual[i] = response - fitted[i];
  influence[i] = local.leverage();
  store_coefficients(local, coefficients, &beta[i * coefficients], &variance[i * coefficients]);
}

void Prediction::store(std::size_t i, Status status_of_model, const LocalModel& local) {
  status[i] = status_of_model;
  if (status_of_model != Status::ok) return;
  fitted[i] = local.fitted();
  fitted_variance[i] = local.fitted_variance();
  const std::size_t coefficients = beta.size() / status.size();
  store_coefficients(local, coefficients, &beta[i * coefficients], &variance[i * coefficients]);
}

Sums total(std::span<const Sums> sums) {
  Sums all;
  for (const Sums& chunk : sums)
    all += chunk;
  return all;
}

std::vector<double> as_numbers(std::span<const Sums> sums) {
  std::vector<double> numbers;
  for (const Sums& s : sums)
    for (const double value : {s.places, s.failed, s.rss, s.tr_s, s.tr_sts, s.press})
      numbers.push_back(value);
  return numbers;
}

Sums total_of_numbers(std::span<const double> numbers) {
  constexpr std::size_t numbers_per_sum = 6;
  Sums all;
  for (std::size_t i = 0; i < numbers.size(); i += numbers_per_sum) {
    const double* s = &numbers[i];
    all += {s[0], s[1], s[2], s[3], s[4], s[5]};
  }
  return all;
}

}  // namespace terrabalance::gwr
