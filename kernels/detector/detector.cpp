#include "kernels/detector/detector.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_f.hpp>
#include <boost/math/distributions/students_t.hpp>

#include "kernels/statistics/finite.hpp"
#include "kernels/statistics/random.hpp"

namespace terrabalance::detector {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void check(std::span<const double> y, const Strata& strata) {
  require_count("response", y.size(), 3);
  if (y.size() != strata.of.size()) {
    throw InputError("the response has " + std::to_string(y.size()) + " values, the factor " +
                     std::to_string(strata.of.size()));
  }
  require_finite("response", y);
  require_variation("response", y);
}

double within(std::span<const Group> groups) {
  double sum = 0;
  for (const Group& g : groups)
    sum += g.squares;
  return sum;
}

double total_squares(std::span<const double> y) {
  const Strata one{std::vector<std::int32_t>(y.size(), 0), {"all"}};
  return within(groups_of(y, one));
}

double upper_tail_f(double f, double df1, double df2, double lambda) {
  if (!std::isfinite(f)) return 0;
  if (lambda == 0) return boost::math::cdf(complement(boost::math::fisher_f(df1, df2), f));
  return boost::math::cdf(complement(boost::math::non_central_f(df1, df2, lambda), f));
}

}  // namespace

std::vector<Group> groups_of(std::span<const double> y, const Strata& strata) {
  std::vector<Group> groups(strata.count());
  const auto group = [&](std::size_t i) -> Group& {
    return groups[static_cast<std::size_t>(strata.of[i])];
  };
  for (std::size_t i = 0; i < y.size(); ++i) {
    group(i).count += 1;
    group(i).mean += y[i];
  }
  for (Group& g : groups)
    g.mean /= g.count;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double d = y[i] - group(i).mean;
    group(i).squares += d * d;
  }
  return groups;
}

Group joined(std::span<const Group> groups) {
  Group all;
  for (const Group& g : groups) {
    all.count += g.count;
    all.mean += g.count * g.mean;
  }
  all.mean /= all.count;
  for (const Group& g : groups)
    all.squares += g.squares + g.count * (g.mean - all.mean) * (g.mean - all.mean);
  return all;
}

double q_statistic(std::span<const Group> groups, double total_squares) {
  return std::clamp(1 - within(groups) / total_squares, 0.0, 1.0);
}

double q_statistic(std::span<const double> y, const Strata& strata) {
  check(y, strata);
  return q_statistic(groups_of(y, strata), total_squares(y));
}

Factor factor(std::span<const Group> groups, double total_squares, std::string_view name) {
  const std::size_t l = groups.size();
  double n = 0;
  double squares = 0;
  double roots = 0;
  for (const Group& g : groups) {
    n += g.count;
    squares += g.mean * g.mean;
    roots += std::sqrt(g.count) * g.mean;
  }
  if (l < 2) {
    throw InputError("factor '" + std::string(name) + "' has one stratum only; give it more");
  }
  if (n <= static_cast<double>(l)) {
    throw InputError("factor '" + std::string(name) + "' has " + std::to_string(l) +
                     " strata for " + std::to_string(static_cast<std::int64_t>(n)) +
                     " units; cut it into fewer (--discretize)");
  }
  Factor result;
  result.q = q_statistic(groups, total_squares);
  result.strata = l;
  result.lambda = std::max(0.0, (squares - roots * roots / n) / (total_squares / n));
  const auto df1 = static_cast<double>(l - 1);
  const double df2 = n - static_cast<double>(l);
  result.f = df2 / df1 * result.q / (1 - result.q);
  result.p = upper_tail_f(result.f, df1, df2, result.lambda);
  return result;
}

Factor factor(std::span<const double> y, const Strata& strata, std::string_view name) {
  check(y, strata);
  return factor(groups_of(y, strata), total_squares(y), name);
}

double permutation_p(std::span<const double> y, const Strata& strata, int permutations,
                     std::uint64_t seed, [[maybe_unused]] int threads) {
  if (permutations < 1) throw InputError("the number of permutations must be at least 1");
  const double q = q_statistic(y, strata);
  const double total = total_squares(y);
  constexpr std::uint64_t stream = 0x6465746563746fULL;
  std::int64_t as_large = 0;
#pragma omp parallel num_threads(threads) reduction(+ : as_large)
  {
    std::vector<double> shuffled;
#pragma omp for schedule(static)
    for (int draw = 0; draw < permutations; ++draw) {
      shuffled.assign(y.begin(), y.end());
      RandomStream random(seed, stream, static_cast<std::uint32_t>(draw));
      for (auto left = static_cast<std::uint32_t>(shuffled.size()); left > 1; --left)
        std::swap(shuffled[left - 1], shuffled[random.below(left)]);
      const double shuffled_q = 1 - within(groups_of(shuffled, strata)) / total;
      as_large += shuffled_q >= q - 1e-12 ? 1 : 0;
    }
  }
  return (1 + static_cast<double>(as_large)) / (1 + permutations);
}

std::string_view name(Interaction type) {
  constexpr std::array<std::string_view, 5> names{"weaken_nonlinear", "weaken_univariate",
                                                  "enhance_bivariate", "independent",
                                                  "enhance_nonlinear"};
  return names[static_cast<std::size_t>(type)];
}

Interaction interaction(double q_a, double q_b, double q_both) {
  constexpr double rounding = 1e-12;
  if (std::abs(q_both - (q_a + q_b)) <= rounding) return Interaction::independent;
  if (q_both > q_a + q_b) return Interaction::enhance_nonlinear;
  if (q_both > std::max(q_a, q_b)) return Interaction::enhance_bivariate;
  if (q_both < std::min(q_a, q_b)) return Interaction::weaken_nonlinear;
  return Interaction::weaken_univariate;
}

std::vector<Risk> risk(std::span<const double> y, const Strata& strata) {
  check(y, strata);
  return risk(groups_of(y, strata));
}

std::vector<Risk> risk(std::span<const Group> groups) {
  std::vector<Risk> pairs;
  for (std::size_t a = 0; a < groups.size(); ++a) {
    for (std::size_t b = a + 1; b < groups.size(); ++b) {
      const Group& g = groups[a];
      const Group& h = groups[b];
      Risk pair{a, b, nan, nan, nan};
      const double vg = g.squares / (g.count - 1) / g.count;
      const double vh = h.squares / (h.count - 1) / h.count;
      if (g.count > 1 && h.count > 1 && vg + vh > 0) {
        pair.t = (g.mean - h.mean) / std::sqrt(vg + vh);
        pair.df = (vg + vh) * (vg + vh) / (vg * vg / (g.count - 1) + vh * vh / (h.count - 1));
        pair.p =
            2 * boost::math::cdf(complement(boost::math::students_t(pair.df), std::abs(pair.t)));
      }
      pairs.push_back(pair);
    }
  }
  return pairs;
}

Ecological ecological(std::span<const Group> a, std::span<const Group> b) {
  const double within_b = within(b);
  if (within_b == 0) return {nan, nan};
  const double f = within(a) / within_b;
  const double df = joined(a).count - 1;
  return {f, upper_tail_f(f, df, df, 0)};
}

Ecological ecological(std::span<const double> y, const Strata& a, const Strata& b) {
  check(y, a);
  check(y, b);
  return ecological(groups_of(y, a), groups_of(y, b));
}

}  // namespace terrabalance::detector
