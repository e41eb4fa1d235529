#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/value/error.hpp"
#include "kernels/pattern/deviations.hpp"
#include "kernels/pattern/global.hpp"
#include "kernels/pattern/local.hpp"
#include "kernels/statistics/random.hpp"

namespace terrabalance::pattern {
namespace {

// Tails of the permuted statistic, as counts.
struct Tails {
  std::int64_t above = 0;
  std::int64_t below = 0;

  void count(double permuted, double observed, double scale) {
    above += at_least(permuted, observed, scale) ? 1 : 0;
    below += at_least(-permuted, -observed, scale) ? 1 : 0;
  }
  double p(int permutations) const {
    return (1 + static_cast<double>(std::min(above, below))) / (1 + permutations);
  }
};

// The values of all units but i, in the units' order.
void others(std::span<const double> z, std::size_t i, std::vector<double>& pool) {
  pool.assign(z.begin(), z.end());
  pool.erase(pool.begin() + static_cast<std::ptrdiff_t>(i));
}

struct UnitP {
  double lag;
  double geary;
};

// Every permutation draws the neighbours' values without replacement by the first steps of Fisher
// and Yates. The pool need not be put back in order in between: from any order they draw evenly.
UnitP permute_unit(const Weights& weights, std::span<const double> z, double largest, std::size_t i,
                   int permutations, std::uint64_t seed, std::vector<double>& pool) {
  const auto w = weights.values(i);
  others(z, i, pool);
  // Of sum w (z_i - z_j)^2 only sum w z_j (z_j - 2 z_i) varies.
  double lag = 0;
  double geary = 0;
  double total = 0;
  const auto neighbours = weights.neighbours(i);
  for (std::size_t k = 0; k < w.size(); ++k) {
    const double v = z[static_cast<std::size_t>(neighbours[k])];
    lag += w[k] * v;
    geary += w[k] * v * (v - 2 * z[i]);
    total += w[k];
  }
  const double lag_scale = total * largest;
  const double geary_scale = 3 * total * largest * largest;
  const auto size = static_cast<std::uint32_t>(pool.size());
  Tails lag_tails;
  Tails geary_tails;
  for (int draw = 0; draw < permutations; ++draw) {
    RandomStream random(seed, i, static_cast<std::uint32_t>(draw));
    double drawn_lag = 0;
    double drawn_geary = 0;
    for (std::uint32_t k = 0; k < w.size(); ++k) {
      std::swap(pool[k], pool[k + random.below(size - k)]);
      const double v = pool[k];
      drawn_lag += w[k] * v;
      drawn_geary += w[k] * v * (v - 2 * z[i]);
    }
    lag_tails.count(drawn_lag, lag, lag_scale);
    geary_tails.count(drawn_geary, geary, geary_scale);
  }
  return {lag_tails.p(permutations), geary_tails.p(permutations)};
}

}  // namespace

LocalPermutationP permute_local(const Weights& weights, std::span<const double> x,
                                std::string_view variable, int permutations, std::uint64_t seed,
                                [[maybe_unused]] int threads) {
  if (permutations < 1) throw InputError("the number of permutations must be at least 1");
  moran(weights, x, variable);  // its checks
  const Deviations d(x);
  double largest = 0;
  for (const double z : d.z)
    largest = std::max(largest, std::abs(z));
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  LocalPermutationP p{std::vector<double>(x.size(), nan), std::vector<double>(x.size(), nan)};
  const auto n = static_cast<std::int64_t>(x.size());
#pragma omp parallel num_threads(threads)
  {
    std::vector<double> pool;
#pragma omp for schedule(dynamic, 16)
    for (std::int64_t unit = 0; unit < n; ++unit) {
      const auto i = static_cast<std::size_t>(unit);
      if (weights.neighbours(i).empty()) continue;
      const UnitP found = permute_unit(weights, d.z, largest, i, permutations, seed, pool);
      p.lag[i] = found.lag;
      p.geary[i] = found.geary;
    }
  }
  return p;
}

}  // namespace terrabalance::pattern
