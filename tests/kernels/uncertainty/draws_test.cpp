#include "kernels/uncertainty/draws.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "kernels/uncertainty/column_summary.hpp"
#include "kernels/uncertainty/sobol.hpp"
#include "kernels/uncertainty/stream.hpp"
#include "tests/kernels/uncertainty/example_city.hpp"

namespace terrabalance::uncertainty {
namespace {

/// Three zones that share a coefficient and have an activity of their own each.
struct Cities {
  Inputs inputs;
  std::vector<SumGroup> groups;
};

Cities cities() {
  Cities c;
  c.inputs.independent = {{"delta", Distribution::normal(0.5, 0.1)},
                          {"a0", Distribution::normal(10, 1)},
                          {"a1", Distribution::uniform(1, 3)},
                          {"a2", Distribution::normal(1, 1)},
                          {"ef", Distribution::lognormal_from_limits(0.8, 1.3)}};
  for (std::uint32_t z = 0; z < 3; ++z) {
    c.groups.push_back({{{2.0 + z, {0}, Term::no_cell}, {1, {1 + z, 4}, Term::no_cell}},
                        {{1.0 + z, {0}, Term::no_cell}}});
  }
  return c;
}

/// Evaluated one draw at a time.
double twin(const Cities& c, std::size_t group, std::size_t sum, std::uint32_t draw) {
  double total = 0;
  for (const Term& term : c.groups[group][sum]) {
    double product = term.coefficient;
    for (const auto f : term.factors) {
      const Input& input = c.inputs.independent[f];
      product *= input.distribution.quantile(Stream(11, input.id).uniform(draw));
    }
    total += product;
  }
  return total;
}

TEST(Draws, EveryDrawIsWhatItIsAlone) {
  const Cities c = cities();
  std::vector<std::vector<double>> totals(2, std::vector<double>(3000, 0));
  const auto draws = draw_sums(c.inputs, c.groups, 11, {100, 3000}, {}, totals, 2);
  for (const std::uint32_t i : {0U, 1U, 1023U, 1024U, 2999U}) {
    double total = 0;
    for (std::size_t g = 0; g < 3; ++g) {
      for (std::size_t s = 0; s < 2; ++s) {
        const double expected = twin(c, g, s, 100 + i);
        EXPECT_NEAR(draws.values[g * 2 + s][i], expected, 1e-14 * std::abs(expected));
      }
      total += draws.values[g * 2][i];
    }
    EXPECT_EQ(totals[0][i], total);
  }
}

TEST(Draws, ThreadsRangesAndBatchesOfZonesDoNotMatter) {
  const Cities c = cities();
  std::vector<std::vector<double>> all(2, std::vector<double>(5000, 0));
  const auto whole = draw_sums(c.inputs, c.groups, 11, {0, 5000}, {}, all, 1);
  std::vector<std::vector<double>> parts(2, std::vector<double>(2000, 0));
  const std::span groups(c.groups);
  const auto first = draw_sums(c.inputs, groups.first(1), 11, {3000, 2000}, {}, parts, 2);
  const auto rest = draw_sums(c.inputs, groups.subspan(1), 11, {3000, 2000}, {}, parts, 2);
  for (std::size_t i = 0; i < 2000; ++i) {
    EXPECT_EQ(first.values[0][i], whole.values[0][3000 + i]);
    EXPECT_EQ(rest.values[3][i], whole.values[5][3000 + i]);
    EXPECT_EQ(parts[0][i], all[0][3000 + i]);
  }
}

TEST(Draws, NegativeDrawsAreCountedNotClipped) {
  const Cities c = cities();
  std::vector<std::vector<double>> none;
  const auto draws = draw_sums(c.inputs, c.groups, 11, {0, 10000}, {}, none, 2);
  EXPECT_NEAR(static_cast<double>(draws.negatives[3]), 1587, 150);  // a2 ~ N(1, 1)
  EXPECT_EQ(draws.negatives[2], 0);
}

TEST(Draws, TotalsOfCitiesThatShareACoefficientAreWiderThanVariancesSay) {
  const Cities c = cities();
  std::vector<std::vector<double>> totals(2, std::vector<double>(20000, 0));
  const auto draws = draw_sums(c.inputs, c.groups, 11, {0, 20000}, {}, totals, 2);
  double variances = 0;
  for (std::size_t g = 0; g < 3; ++g)
    variances += std::pow(summarise(draws.values[g * 2 + 1]).sd, 2);
  const Moments exact = exact_moments(
      combined(combined(c.groups[0][1], 1, c.groups[1][1]), 1, c.groups[2][1]), c.inputs);
  const double sd = summarise(totals[1]).sd;
  EXPECT_NEAR(sd, exact.sd, 4 * exact.sd / std::sqrt(2 * 20000.0));
  EXPECT_GT(sd, 1.5 * std::sqrt(variances));
}

TEST(Draws, MonteCarloOfTheExampleCityAgreesWithTheExactMoments) {
  SKIP_WITHOUT_REFERENCE();
  const ExampleCity city = example_city(Classification::independent);
  constexpr std::size_t n = 1 << 17;
  const auto cells = draw_cells(city.inputs, 1, {0, n}, 2);
  std::vector<std::vector<double>> none;
  const std::vector<SumGroup> groups{
      {city.source[0], city.sink[0], city.net(0), city.net(1), city.trend()}};
  const auto draws = draw_sums(city.inputs, groups, 1, {0, n}, cells, none, 2);
  for (std::size_t s = 0; s < groups[0].size(); ++s) {
    const Moments exact = exact_moments(groups[0][s], city.inputs);
    const ColumnSummary mc = summarise(draws.values[s]);
    EXPECT_NEAR(mc.mean, exact.mean, 4 * mc.sd / std::sqrt(n));
    EXPECT_NEAR(mc.sd, exact.sd, 4 * mc.sd / std::sqrt(2.0 * n));
    EXPECT_TRUE(mc.converged);
  }
}

TEST(Sobol, SampledSharesOfASumAreTheExactOnes) {
  const Cities c = cities();
  const Ratio ratio{c.groups[0][0], {{1, {}, Term::no_cell}}};
  const auto sampled = sobol_indices(ratio, c.inputs, 4, 1 << 14, {});
  const auto exact = shares(c.groups[0][0], c.inputs);
  ASSERT_EQ(sampled.size() + 1, exact.size());
  for (std::size_t i = 0; i < sampled.size(); ++i) {
    EXPECT_EQ(sampled[i].input, exact[i].input);
    EXPECT_NEAR(sampled[i].first, exact[i].share, 0.03);
    EXPECT_GT(sampled[i].total, sampled[i].first - 0.03);
  }
}

TEST(Sobol, ARatioOfOneInputWithItselfHasNoSpreadToShare) {
  Inputs inputs;
  inputs.independent = {{"x", Distribution::uniform(1, 2)}, {"y", Distribution::uniform(1, 2)}};
  // (x + y) / y depends on both; x alone explains less than everything.
  const Ratio ratio{{{1, {0}, Term::no_cell}, {1, {1}, Term::no_cell}}, {{1, {1}, Term::no_cell}}};
  const auto found = sobol_indices(ratio, inputs, 4, 1 << 14, {});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NEAR(found[0].first + found[1].first, 1, 0.06);
  EXPECT_LT(found[0].first, 0.7);
}

}  // namespace
}  // namespace terrabalance::uncertainty
