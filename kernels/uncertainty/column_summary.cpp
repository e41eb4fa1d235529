#include "kernels/uncertainty/column_summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace terrabalance::uncertainty {
namespace {

/// Compensated sum of f(x) (Kahan 1965): eight running sums side by side, which is a fixed order
/// that processors can do at once, then one after the other.
template <class F>
double compensated_sum(std::span<const double> x, const F& f) {
  constexpr std::size_t lanes = 8;
  std::array<double, lanes> sum{};
  std::array<double, lanes> lost{};
  const auto add = [&](std::size_t k, double term) {
    const double corrected = term - lost[k];
    const double next = sum[k] + corrected;
    lost[k] = (next - sum[k]) - corrected;
    sum[k] = next;
  };
  std::size_t i = 0;
  for (; i + lanes <= x.size(); i += lanes) {
    for (std::size_t k = 0; k < lanes; ++k)
      add(k, f(x[i + k]));
  }
  for (; i < x.size(); ++i)
    add(0, f(x[i]));
  for (std::size_t k = 1; k < lanes; ++k) {
    add(0, sum[k]);
    add(0, -lost[k]);
  }
  return sum[0];
}

struct RunningMoments {
  double count = 0;
  double mean = 0;
  double squares = 0;  // of deviations from the mean

  /// Chan, Golub and LeVeque 1979.
  void add(const RunningMoments& block) {
    const double n = count + block.count;
    const double step = block.mean - mean;
    mean += step * block.count / n;
    squares += block.squares + step * step * count * block.count / n;
    count = n;
  }
};

RunningMoments moments_of(std::span<const double> draws) {
  RunningMoments all;
  for (std::size_t first = 0; first < draws.size(); first += moment_block) {
    const auto block = draws.subspan(first, std::min(moment_block, draws.size() - first));
    const auto n = static_cast<double>(block.size());
    const double mean = compensated_sum(block, [](double x) { return x; }) / n;
    const double squares =
        compensated_sum(block, [mean](double x) { return (x - mean) * (x - mean); });
    all.add({n, mean, squares});
  }
  return all;
}

struct Extremes {
  double least;
  double most;
};

Extremes extremes_of(std::span<const double> x) {
  constexpr std::size_t lanes = 8;
  std::array<double, lanes> least{};
  std::array<double, lanes> most{};
  least.fill(x[0]);
  most.fill(x[0]);
  const auto look = [&](std::size_t k, double value) {
    least[k] = value < least[k] ? value : least[k];
    most[k] = value > most[k] ? value : most[k];
  };
  std::size_t i = 0;
  for (; i + lanes <= x.size(); i += lanes) {
    for (std::size_t k = 0; k < lanes; ++k)
      look(k, x[i + k]);
  }
  for (; i < x.size(); ++i)
    look(0, x[i]);
  return {*std::min_element(least.begin(), least.end()),
          *std::max_element(most.begin(), most.end())};
}

constexpr std::size_t bins = 2048;

/// Number of the bin of a value; never falls as the value grows.
struct Binning {
  double least;
  double scale;
  std::size_t operator()(double x) const {
    return static_cast<std::size_t>(static_cast<std::int64_t>((x - least) * scale));
  }
};

/// Places of the order statistics around a percentile: of the linear rule and of its interval.
struct Places {
  std::size_t below;
  std::size_t lower;
  std::size_t upper;
  double fraction;
};

Places places_of(double p, std::size_t n) {
  const auto count = static_cast<double>(n);
  const double h = (count - 1) * p;
  const double half = 1.96 * std::sqrt(count * p * (1 - p));
  const auto rank = [n](double place) {
    return static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(n - 1)));
  };
  return {rank(std::floor(h)), rank(std::floor(count * p - half)),
          rank(std::ceil(count * p + half)), h - std::floor(h)};
}

double between(double a, double b, double fraction) {
  return fraction > 0 ? a + fraction * (b - a) : a;
}

}  // namespace

std::vector<double> order_statistics(std::span<const double> values,
                                     std::span<const std::size_t> ranks) {
  const auto [least, most] = extremes_of(values);
  const double scale = static_cast<double>(bins - 1) / (most - least);
  if (!(most > least) || !std::isfinite(scale)) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> result;
    for (const std::size_t rank : ranks)
      result.push_back(sorted[rank]);
    return result;
  }
  // Counts by bin say which few bins hold the ranks; only those are sorted.
  const Binning bin_of{least, scale};
  std::array<std::size_t, bins + 1> below{};
  for (const double x : values)
    ++below[bin_of(x) + 1];
  for (std::size_t b = 0; b < bins; ++b)
    below[b + 1] += below[b];
  std::array<bool, bins> wanted{};
  std::vector<std::size_t> bin_of_rank;
  for (const std::size_t rank : ranks) {
    const auto* const found = std::upper_bound(below.begin(), below.end(), rank);
    bin_of_rank.push_back(static_cast<std::size_t>(found - below.begin()) - 1);
    wanted[bin_of_rank.back()] = true;
  }
  std::vector<double> kept;
  for (const double x : values) {
    if (wanted[bin_of(x)]) kept.push_back(x);
  }
  std::sort(kept.begin(), kept.end());
  std::vector<double> result;
  for (std::size_t r = 0; r < ranks.size(); ++r) {
    // Values kept are those of wanted bins: the rank among them leaves out the other bins.
    std::size_t before = 0;
    for (std::size_t b = 0; b < bin_of_rank[r]; ++b) {
      if (wanted[b]) before += below[b + 1] - below[b];
    }
    result.push_back(kept[before + ranks[r] - below[bin_of_rank[r]]]);
  }
  return result;
}

ColumnSummary summarise(std::span<const double> draws) {
  const std::size_t n = draws.size();
  const RunningMoments moments = moments_of(draws);
  const Places low = places_of(0.025, n);
  const Places middle = places_of(0.5, n);
  const Places high = places_of(0.975, n);
  const auto after = [n](std::size_t place) { return std::min(place + 1, n - 1); };
  const std::array<std::size_t, 10> ranks{
      low.below,           after(low.below), low.lower,         low.upper,  middle.below,
      after(middle.below), high.below,       after(high.below), high.lower, high.upper};
  const auto x = order_statistics(draws, ranks);
  ColumnSummary summary;
  summary.mean = moments.mean;
  summary.sd = n > 1 ? std::sqrt(moments.squares / (moments.count - 1)) : 0;
  summary.p2_5 = between(x[0], x[1], low.fraction);
  summary.p50 = between(x[4], x[5], middle.fraction);
  summary.p97_5 = between(x[6], x[7], high.fraction);
  const double half_width = 0.5 * (summary.p97_5 - summary.p2_5);
  const double standard_error = summary.sd / std::sqrt(moments.count);
  summary.converged = standard_error <= 0.005 * summary.sd &&
                      0.5 * (x[3] - x[2]) <= 0.01 * half_width &&
                      0.5 * (x[9] - x[8]) <= 0.01 * half_width;
  if (draws.size() > 1 && summary.sd == 0) summary.converged = true;
  return summary;
}

double percentile(std::span<const double> values, double p) {
  const Places places = places_of(p, values.size());
  const std::array<std::size_t, 2> ranks{places.below,
                                         std::min(places.below + 1, values.size() - 1)};
  const auto x = order_statistics(values, ranks);
  return between(x[0], x[1], places.fraction);
}

}  // namespace terrabalance::uncertainty
