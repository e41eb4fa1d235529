#include "kernels/uncertainty/column_summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

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

void BlockMoments::add(const BlockMoments& block) {
  const double n = count + block.count;
  const double step = block.mean - mean;
  mean += step * block.count / n;
  squares += block.squares + step * step * count * block.count / n;
  count = n;
}

BlockMoments block_moments(std::span<const double> block) {
  const auto n = static_cast<double>(block.size());
  const double mean = compensated_sum(block, [](double x) { return x; }) / n;
  const double squares =
      compensated_sum(block, [mean](double x) { return (x - mean) * (x - mean); });
  return {n, mean, squares};
}

ColumnSummary undefined_summary() {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return {nan, nan, nan, nan, nan, true};
}

SummaryRanks summary_ranks(std::size_t n) {
  const auto count = static_cast<double>(n);
  const auto rank = [n](double place) {
    return static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(n - 1)));
  };
  SummaryRanks ranks{};
  for (std::size_t k = 0; k < 3; ++k) {
    const double p = summary_percentiles[k];
    const double h = (count - 1) * p;
    const double half = 1.96 * std::sqrt(count * p * (1 - p));
    std::size_t* of = ranks.of.data() + k * SummaryRanks::each;
    of[0] = rank(std::floor(h));
    of[1] = std::min(of[0] + 1, n - 1);
    of[2] = rank(std::floor(count * p - half));
    of[3] = rank(std::ceil(count * p + half));
    ranks.fraction[k] = h - std::floor(h);
  }
  return ranks;
}

ColumnSummary summary_from(const BlockMoments& moments, const SummaryRanks& ranks,
                           std::span<const double> values) {
  const auto x = [&](std::size_t k, std::size_t place) {
    return values[k * SummaryRanks::each + place];
  };
  const auto percentile_of = [&](std::size_t k) {
    return between(x(k, 0), x(k, 1), ranks.fraction[k]);
  };
  ColumnSummary summary;
  summary.mean = moments.mean;
  summary.sd = moments.count > 1 ? std::sqrt(moments.squares / (moments.count - 1)) : 0;
  summary.p2_5 = percentile_of(0);
  summary.p50 = percentile_of(1);
  summary.p97_5 = percentile_of(2);
  const double half_width = 0.5 * (summary.p97_5 - summary.p2_5);
  const double standard_error = summary.sd / std::sqrt(moments.count);
  summary.converged = standard_error <= 0.005 * summary.sd &&
                      0.5 * (x(0, 3) - x(0, 2)) <= 0.01 * half_width &&
                      0.5 * (x(2, 3) - x(2, 2)) <= 0.01 * half_width;
  if (moments.count > 1 && summary.sd == 0) summary.converged = true;
  return summary;
}

ColumnSummary summarise(std::span<const double> draws) {
  BlockMoments moments;
  for (std::size_t first = 0; first < draws.size(); first += moment_block)
    moments.add(block_moments(draws.subspan(first, std::min(moment_block, draws.size() - first))));
  const SummaryRanks ranks = summary_ranks(draws.size());
  return summary_from(moments, ranks, order_statistics(draws, ranks.of));
}

double percentile(std::span<const double> values, double p) {
  const double h = static_cast<double>(values.size() - 1) * p;
  const auto below = static_cast<std::size_t>(h);
  const std::array<std::size_t, 2> ranks{below, std::min(below + 1, values.size() - 1)};
  const auto x = order_statistics(values, ranks);
  return between(x[0], x[1], h - std::floor(h));
}

}  // namespace terrabalance::uncertainty
