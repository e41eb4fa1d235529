#include "kernels/uncertainty/multilinear.hpp"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "kernels/uncertainty/column_summary.hpp"
#include "kernels/uncertainty/ipcc_trend.hpp"
#include "tests/kernels/uncertainty/example_city.hpp"

namespace terrabalance::uncertainty {
namespace {

double half_width_percent(const Moments& m) {
  return 100 * z95 * m.sd / std::abs(m.mean);
}

class Approach1Tests : public testing::Test {
 protected:
  void SetUp() override {
    SKIP_WITHOUT_REFERENCE();
    for (const auto& row : test::read_reference("expected/uncertainty/approach1_tests.csv").rows) {
      if (!row.at("analytic").empty()) expected[row.at("quantity")] = std::stod(row.at("analytic"));
    }
  }
  void expect(double found, const std::string& quantity) {
    const double wanted = expected.at(quantity);
    EXPECT_NEAR(found, wanted, 1e-9 * std::abs(wanted)) << quantity;
  }
  std::map<std::string, double> expected;
};

TEST_F(Approach1Tests, ASumOfNormals) {
  Inputs inputs;
  inputs.independent = {{"a", Distribution::normal(100, 5)},
                        {"b", Distribution::normal(50, 8)},
                        {"c", Distribution::normal(-30, 4)}};
  const Sum sum{{1, {0}, Term::no_cell}, {1, {1}, Term::no_cell}, {1, {2}, Term::no_cell}};
  const Moments exact = exact_moments(sum, inputs);
  expect(exact.mean, "sum.mean");
  expect(exact.sd, "sum.sd");
  expect(exact.mean - z95 * exact.sd, "sum.p2.5");
  expect(exact.mean + z95 * exact.sd, "sum.p97.5");
  expect(half_width_percent(approach1(sum, inputs)), "sum.eq3.2_U_percent");
}

TEST_F(Approach1Tests, AProductOfNormals) {
  Inputs inputs;
  inputs.independent = {{"A", Distribution::normal(1000, 50)},
                        {"F", Distribution::normal(0.7, 0.07)}};
  const Sum product{{1, {0, 1}, Term::no_cell}};
  expect(exact_moments(product, inputs).mean, "prod.mean");
  expect(exact_moments(product, inputs).sd, "prod.sd_exact");
  expect(approach1(product, inputs).sd, "prod.sd_eq3.1");
  expect(half_width_percent(approach1(product, inputs)), "prod.eq3.1_U_percent");
  const auto parts = shares(product, inputs);
  ASSERT_EQ(parts.size(), 3U);
  expect(parts[0].share, "prod.sobol_A");
  expect(parts[1].share, "prod.sobol_F");
  EXPECT_NEAR(parts[2].share, expected.at("prod.sobol_AF"), 1e-12);
}

TEST_F(Approach1Tests, AProductOfLognormals) {
  Inputs inputs;
  const double other = std::log(2.0) - 0.02;
  inputs.independent = {{"a", Distribution::lognormal_from_limits(0.4, 1.2)},
                        {"b", Distribution::lognormal_from_limits(std::exp(other - z95 * 0.2),
                                                                  std::exp(other + z95 * 0.2))}};
  const Sum product{{1, {0, 1}, Term::no_cell}};
  expect(exact_moments(product, inputs).mean, "lnprod.mean");
  expect(exact_moments(product, inputs).sd, "lnprod.sd");
}

class ExampleCityTests : public testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_REFERENCE(); }
};

TEST_F(ExampleCityTests, MomentsAreExactToThePrintedDigits) {
  const ExampleCity city = example_city();
  for (const auto& row : test::read_reference("expected/uncertainty/city.csv").rows) {
    const int year = row.at("year") == "2010" ? 0 : 1;
    const std::string& quantity = row.at("quantity");
    const Sum sum = quantity == "S"   ? city.source[year]
                    : quantity == "K" ? city.sink[year]
                    : quantity == "N" ? city.net(year)
                                      : city.trend();
    const Moments m = exact_moments(sum, city.inputs);
    const double mean = std::stod(row.at("mean_exact_tC"));
    const double sd = std::stod(row.at("sd_exact_tC"));
    EXPECT_NEAR(m.mean, mean, 1e-9 * mean) << quantity << year;
    EXPECT_NEAR(m.sd, sd, 1e-9 * sd) << quantity << year;
  }
}

TEST_F(ExampleCityTests, SharesAreExactToThePrintedDigits) {
  const ExampleCity city = example_city();
  std::map<std::string, std::map<std::string, double>> found;
  const auto note = [&](const std::string& name, const Sum& sum) {
    double total = 0;
    for (const Share& share : shares(sum, city.inputs)) {
      // The reference leaves the year out of the names of activities.
      found[name][share.input.substr(0, share.input.find('@'))] += share.share;
      total += share.share;
    }
    EXPECT_NEAR(total, 1, 1e-12);
  };
  for (const int y : {0, 1}) {
    const std::string year = y == 0 ? "2010" : "2020";
    note("S" + year, city.source[y]);
    note("K" + year, city.sink[y]);
    note("N" + year, city.net(y));
  }
  note("trend_N2010-2020", city.trend());
  for (const auto& row : test::read_reference("expected/uncertainty/city_shares.csv").rows) {
    const double expected = std::stod(row.at("share_of_variance"));
    const double share = found[row.at("quantity") + row.at("year")][row.at("input")];
    EXPECT_NEAR(share, expected, 1e-9 * expected + 1e-12)
        << row.at("quantity") << row.at("year") << row.at("input");
  }
}

TEST_F(ExampleCityTests, ClassificationErrorShiftsAndWidensTheBalance) {
  const ExampleCity map = example_city();
  const ExampleCity city = example_city(Classification::same_matrix);
  EXPECT_NEAR(exact_moments(map.net(1), map.inputs).mean, 478266, 0.5);
  const Moments m = exact_moments(city.net(1), city.inputs);
  EXPECT_NEAR(m.mean, 487683, 0.5);
  EXPECT_NEAR(m.sd, 68324.0, 0.05);
  const auto parts = shares(city.net(1), city.inputs);
  double total = 0;
  for (const Share& share : parts) {
    total += share.share;
    if (share.input != "classification") continue;
    EXPECT_NEAR(share.share, 0.032573, 5e-7);
  }
  EXPECT_NEAR(total, 1, 1e-12);
}

TEST_F(ExampleCityTests, OneMatrixForBothYearsHidesTheErrorOfATrend) {
  const auto of_classification = [](Classification how) {
    const ExampleCity city = example_city(how);
    const Sum trend = city.trend();
    const double sd = exact_moments(trend, city.inputs).sd;
    for (const Share& share : shares(trend, city.inputs)) {
      if (share.input == "classification") return sd * std::sqrt(share.share);
    }
    return 0.0;
  };
  EXPECT_NEAR(of_classification(Classification::same_matrix), 573, 0.5);
  EXPECT_NEAR(of_classification(Classification::independent), 17567, 0.5);
}

TEST_F(ExampleCityTests, TheTrendOfTheGuidelinesIsThatOfTheReference) {
  const auto fuels = test::read_reference("data/uncertainty/city_inputs_fuels.csv");
  std::vector<TrendCategory> categories;
  for (const auto& row : fuels.rows) {
    const auto number = [&row](const char* column) { return std::stod(row.at(column)); };
    const double factor = number("coal_factor") * number("ef_tC_per_tce");
    categories.push_back({number("activity_2010") * factor, number("activity_2020") * factor,
                          100 * z95 * std::hypot(number("coal_factor_cv"), number("ef_cv")),
                          100 * z95 * number("activity_cv")});
  }
  const Trend trend = ipcc_trend(categories);
  EXPECT_NEAR(trend.percent, 20.146491, 5e-7);
  EXPECT_NEAR(trend.uncertainty, 27.343849, 5e-7);
  // The same categories from sums: the two fuels of the example city.
  const ExampleCity city = example_city();
  const auto fuel_terms = [](const Sum& sum) {
    Sum fuels_only;
    for (const Term& term : sum) {
      if (term.factors.size() == 3) fuels_only.push_back(term);
    }
    return fuels_only;
  };
  const Trend again = ipcc_trend(
      trend_categories(fuel_terms(city.source[0]), fuel_terms(city.source[1]), city.inputs));
  EXPECT_NEAR(again.percent, trend.percent, 1e-9);
  EXPECT_NEAR(again.uncertainty, trend.uncertainty, 1e-9);
}

TEST(Multilinear, SharedInputsAreTakenOnce) {
  // Two cities with one coefficient: sd of the sum is that of (A1 + A2) delta, not of two parts.
  Inputs inputs;
  inputs.independent = {{"delta", Distribution::normal(2, 0.5)}};
  const Sum both = combined({{3, {0}, Term::no_cell}}, 1, {{4, {0}, Term::no_cell}});
  ASSERT_EQ(both.size(), 1U);
  EXPECT_DOUBLE_EQ(exact_moments(both, inputs).sd, 3.5);
  EXPECT_DOUBLE_EQ(approach1(both, inputs).sd, 3.5);
  EXPECT_TRUE(combined(both, -1, both).empty());
}

TEST(Multilinear, MomentsOfProductsWithSharedFactorsEqualThoseOfDraws) {
  Inputs inputs;
  inputs.independent = {{"a", Distribution::normal(1, 0.4)},
                        {"b", Distribution::normal(2, 0.4)},
                        {"c", Distribution::normal(3, 0.4)},
                        {"d", Distribution::normal(4, 0.4)}};
  inputs.matrices.push_back({"m", {"x", "y"}, {8, 4, 3, 9}});
  inputs.cells = {{0, 0, 0}, {0, 0, 1}, {0, 1, 0}, {0, 1, 1}};
  const Sum sum = simplified(
      {{2, {0, 1}, 0}, {-1, {1, 2}, 1}, {0.5, {2, 0, 3}, Term::no_cell}, {1, {3}, 2}, {3, {1}, 3}});
  constexpr std::size_t n = 1 << 17;
  const auto cells = draw_cells(inputs, 3, {0, n}, 2);
  std::vector<std::vector<double>> none;
  const std::vector<SumGroup> groups{{sum}};
  const auto draws = draw_sums(inputs, groups, 3, {0, n}, cells, none, 2);
  const ColumnSummary found = summarise(draws.values[0]);
  const Moments exact = exact_moments(sum, inputs);
  EXPECT_NEAR(found.mean, exact.mean, 4 * exact.sd / std::sqrt(n));
  EXPECT_NEAR(found.sd, exact.sd, 0.01 * exact.sd);
  // First order leaves out the interactions and the covariances of cells, nothing more.
  EXPECT_LT(approach1(sum, inputs).sd, 1.5 * exact.sd);
}

TEST(Multilinear, ASumWithoutSpreadHasNoShares) {
  Inputs inputs;
  inputs.independent = {{"f", Distribution::fixed(2)}};
  const Sum sum{{3, {0}, Term::no_cell}};
  EXPECT_TRUE(shares(sum, inputs).empty());
  EXPECT_EQ(exact_moments(sum, inputs).sd, 0);
  EXPECT_EQ(exact_moments(sum, inputs).mean, 6);
}

}  // namespace
}  // namespace terrabalance::uncertainty
