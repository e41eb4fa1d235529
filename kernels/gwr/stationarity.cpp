#include "kernels/gwr/stationarity.hpp"

#include <cmath>
#include <utility>

#include "kernels/gwr/points/point_model.hpp"
#include "kernels/statistics/random.hpp"

namespace terrabalance::gwr {
namespace {

constexpr std::uint64_t stream = 0x677772;  ///< of the random numbers: nobody else's

std::vector<double> deviations(const LocalFit& fit) {
  const std::size_t k = fit.coefficients;
  std::vector<double> result;
  for (std::size_t m = 0; m < k; ++m) {
    double count = 0;
    double mean = 0;
    double squares = 0;
    for (std::size_t i = 0; i < fit.size(); ++i) {
      if (fit.status[i] != Status::ok) continue;
      count += 1;
      const double change = fit.beta[i * k + m] - mean;
      mean += change / count;
      squares += change * (fit.beta[i * k + m] - mean);
    }
    result.push_back(std::sqrt(squares / count));
  }
  return result;
}

/// The complete rows with their places shuffled (Fisher and Yates).
Observations shuffled(const Observations& o, const std::vector<std::size_t>& complete,
                      std::uint64_t seed, std::uint32_t draw) {
  Observations result = o;
  RandomStream random(seed, stream, draw);
  for (std::size_t last = complete.size(); last > 1; --last) {
    const std::size_t other = random.below(static_cast<std::uint32_t>(last));
    std::swap(result.x[complete[last - 1]], result.x[complete[other]]);
    std::swap(result.y[complete[last - 1]], result.y[complete[other]]);
  }
  return result;
}

}  // namespace

Stationarity test_stationarity(const Observations& observations, const Weights& weights,
                               const LocalFit& fit, std::optional<double> bandwidth,
                               const SearchOptions& options, int permutations, std::uint64_t seed,
                               const Team& team) {
  std::vector<std::size_t> complete;
  for (std::size_t i = 0; i < fit.size(); ++i)
    if (fit.status[i] != Status::missing_value) complete.push_back(i);
  const std::size_t k = fit.coefficients;
  const Chunks mine = team.share(static_cast<std::size_t>(permutations));
  const Team::Numbers all = team.gather([&] {
    Team::Numbers found((mine.last - mine.first) * k);
    const auto first = static_cast<std::ptrdiff_t>(mine.first);
    const auto last = static_cast<std::ptrdiff_t>(mine.last);
#pragma omp parallel for schedule(dynamic) num_threads(team.threads)
    for (std::ptrdiff_t draw = first; draw < last; ++draw) {
      const PointModel model(
          shuffled(observations, complete, seed, static_cast<std::uint32_t>(draw)), weights);
      const double b = bandwidth ? *bandwidth : search(model, options, 1).bandwidth;
      LocalFit permuted = model.empty_fit(b);
      model.fit(permuted, model.all(), 1);
      const std::vector<double> deviation = deviations(permuted);
      std::copy(deviation.begin(), deviation.end(),
                found.begin() + (draw - first) * static_cast<std::ptrdiff_t>(k));
    }
    return found;
  });
  Stationarity result{deviations(fit), std::vector<double>(k, 1.0)};
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i] >= result.deviation[i % k]) result.p[i % k] += 1;
  for (double& p : result.p)
    p /= 1 + permutations;
  return result;
}

}  // namespace terrabalance::gwr
