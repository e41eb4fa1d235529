#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/pattern/deviations.hpp"
#include "kernels/pattern/global.hpp"
#include "kernels/statistics/finite.hpp"
#include "kernels/statistics/random.hpp"

namespace terrabalance::pattern {
namespace {

constexpr std::uint64_t stream_of_shuffles = 0x676c6f62616cULL;

// Fisher and Yates; the order depends on (seed, draw) alone.
void shuffle(std::vector<double>& values, std::uint64_t seed, int draw) {
  RandomStream random(seed, stream_of_shuffles, static_cast<std::uint32_t>(draw));
  for (auto left = static_cast<std::uint32_t>(values.size()); left > 1; --left)
    std::swap(values[left - 1], values[random.below(left)]);
}

// sum w z_i z_j and sum w (z_i^2 + z_j^2); both statistics follow from them.
struct CrossSums {
  double products = 0;
  double squares = 0;
};

CrossSums cross_sums(const Weights& weights, std::span<const double> x, std::span<const double> y) {
  CrossSums sums;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto neighbours = weights.neighbours(i);
    const auto values = weights.values(i);
    double lag = 0;
    double lag2 = 0;
    double sum = 0;
    for (std::size_t k = 0; k < neighbours.size(); ++k) {
      const double other = y[static_cast<std::size_t>(neighbours[k])];
      lag += values[k] * other;
      lag2 += values[k] * other * other;
      sum += values[k];
    }
    sums.products += x[i] * lag;
    sums.squares += x[i] * x[i] * sum + lag2;
  }
  return sums;
}

// What general G's numerator is in deviations: sum w (z_i + m)(z_j + m).
double g_numerator(const Weights& weights, std::span<const double> z, double mean) {
  double sum = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const auto neighbours = weights.neighbours(i);
    const auto values = weights.values(i);
    double lag = 0;
    for (std::size_t k = 0; k < neighbours.size(); ++k)
      lag += values[k] * (z[static_cast<std::size_t>(neighbours[k])] + mean);
    sum += (z[i] + mean) * lag;
  }
  return sum;
}

double pseudo_p(std::span<const double> permuted, double observed) {
  const double scale =
      std::accumulate(permuted.begin(), permuted.end(), std::abs(observed),
                      [](double most, double v) { return std::max(most, std::abs(v)); });
  std::size_t above = 0;
  std::size_t below = 0;
  for (const double value : permuted) {
    above += at_least(value, observed, scale) ? 1U : 0U;
    below += at_least(-value, -observed, scale) ? 1U : 0U;
  }
  return (1 + static_cast<double>(std::min(above, below))) /
         (1 + static_cast<double>(permuted.size()));
}

void require_permutations(int permutations) {
  if (permutations < 1) throw InputError("the number of permutations must be at least 1");
}

}  // namespace

PermutationP permute(const Weights& weights, std::span<const double> x, std::string_view variable,
                     int permutations, std::uint64_t seed, [[maybe_unused]] int threads) {
  require_permutations(permutations);
  moran(weights, x, variable);  // its checks
  const Deviations d(x);
  const auto m = static_cast<std::size_t>(permutations);
  std::vector<double> products(m);
  std::vector<double> differences(m);
  std::vector<double> g(m);
#pragma omp parallel num_threads(threads)
  {
    std::vector<double> shuffled;
#pragma omp for schedule(static)
    for (int draw = 0; draw < permutations; ++draw) {
      shuffled = d.z;
      shuffle(shuffled, seed, draw);
      const CrossSums sums = cross_sums(weights, shuffled, shuffled);
      const auto k = static_cast<std::size_t>(draw);
      products[k] = sums.products;
      differences[k] = sums.squares - 2 * sums.products;
      g[k] = g_numerator(weights, shuffled, d.mean);
    }
  }
  const CrossSums observed = cross_sums(weights, d.z, d.z);
  return {pseudo_p(products, observed.products),
          pseudo_p(differences, observed.squares - 2 * observed.products),
          pseudo_p(g, g_numerator(weights, d.z, d.mean))};
}

double permute_bivariate(const Weights& weights, std::span<const double> x,
                         std::span<const double> y, int permutations, std::uint64_t seed,
                         [[maybe_unused]] int threads) {
  require_permutations(permutations);
  const Deviations dx(x);
  const Deviations dy(y);
  std::vector<double> products(static_cast<std::size_t>(permutations));
#pragma omp parallel num_threads(threads)
  {
    std::vector<double> shuffled;
#pragma omp for schedule(static)
    for (int draw = 0; draw < permutations; ++draw) {
      shuffled = dy.z;
      shuffle(shuffled, seed, draw);
      products[static_cast<std::size_t>(draw)] = cross_sums(weights, dx.z, shuffled).products;
    }
  }
  return pseudo_p(products, cross_sums(weights, dx.z, dy.z).products);
}

}  // namespace terrabalance::pattern
