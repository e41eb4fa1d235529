#include "kernels/evaluate/decomposition.hpp"

#include <cmath>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "kernels/evaluate/formula.hpp"

namespace terrabalance::evaluate {
namespace {

const std::vector<std::string> names{"population", "gdp_per_person", "energy_per_gdp",
                                     "carbon_per_energy"};

std::vector<double> parts(const std::vector<double>& before, const std::vector<double>& after) {
  return lmdi(before, after, names);
}

TEST(Lmdi, GivesTheWholeChangeToTheOnlyFactorThatChanges) {
  const auto found = parts({2, 3, 4, 5}, {4, 3, 4, 5});
  EXPECT_NEAR(found[0], 120, 1e-12);
  EXPECT_EQ(found[1], 0);
}

TEST(Lmdi, ByHand) {
  // Two factors double, one halves: C from 8 to 16, L = 8 / ln 2, each part +-8.
  const auto found = parts({1, 2, 4, 1}, {2, 4, 2, 1});
  EXPECT_NEAR(found[0], 8, 1e-12);
  EXPECT_NEAR(found[1], 8, 1e-12);
  EXPECT_NEAR(found[2], -8, 1e-12);
  EXPECT_EQ(found[3], 0);
}

TEST(Lmdi, PartsSumToTheChange) {
  const std::vector<double> before{1.7, 23000, 0.61, 2.1};
  for (const double change : {0.3, 0.999999, 1.0, 1.00001, 7.0}) {
    const std::vector<double> after{1.9, 23000 * change, 0.44, 2.05};
    const auto found = parts(before, after);
    const double sum = std::accumulate(found.begin(), found.end(), 0.0);
    const double whole = 1.9 * 23000 * change * 0.44 * 2.05 - 1.7 * 23000 * 0.61 * 2.1;
    EXPECT_NEAR(sum, whole, 1e-10 * std::abs(whole));
  }
}

TEST(Lmdi, TakesTheLimitWhereAFactorIsZero) {
  EXPECT_THAT(parts({2, 0, 4, 5}, {3, 1, 4, 5}), testing::ElementsAre(0, 60, 0, 0));
  EXPECT_THAT(parts({2, 1, 4, 5}, {3, 0, 4, 0}), testing::ElementsAre(0, -20, 0, -20));
  EXPECT_THAT(parts({2, 0, 4, 5}, {3, 0, 4, 5}), testing::Each(0));
  // The limit itself, approached.
  const auto near = parts({2, 1e-300, 4, 5}, {3, 1, 4, 5});
  EXPECT_NEAR(near[1], 60, 0.1);
}

TEST(Lmdi, OfASinkIsNegative) {
  // Area doubles at -0.6 t C/ha: the sink grows by its own size.
  const std::vector<std::string> land{"scale", "intensity"};
  const auto found = lmdi(std::vector<double>{100, -0.6}, std::vector<double>{200, -0.6}, land);
  EXPECT_NEAR(found[0], -60, 1e-12);
  EXPECT_EQ(found[1], 0);
  EXPECT_THROW(lmdi(std::vector<double>{100, -0.6}, std::vector<double>{200, 0.6}, land),
               InputError);
}

TEST(LogarithmicMean, IsContinuous) {
  EXPECT_EQ(logarithmic_mean(3, 3), 3);
  EXPECT_NEAR(logarithmic_mean(2, 1), 1 / std::log(2.0), 1e-15);
  EXPECT_NEAR(logarithmic_mean(1 + 1.01e-4, 1), logarithmic_mean(1 + 0.99e-4, 1), 2e-6);
  EXPECT_NEAR(logarithmic_mean(1 + 0.9999e-4, 1), 0.9999e-4 / std::log1p(0.9999e-4), 1e-15);
}

TEST(Decoupling, HasEightStates) {
  const auto state = [](double c, double g) { return decoupling(100, c, 100, g).state; };
  EXPECT_EQ(state(90, 120), "strong decoupling");
  EXPECT_EQ(state(110, 120), "weak decoupling");
  EXPECT_EQ(state(120, 120), "expansive coupling");
  EXPECT_EQ(state(150, 120), "expansive negative decoupling");
  EXPECT_EQ(state(110, 80), "strong negative decoupling");
  EXPECT_EQ(state(95, 80), "weak negative decoupling");
  EXPECT_EQ(state(80, 80), "recessive coupling");
  EXPECT_EQ(state(50, 80), "recessive decoupling");
  EXPECT_NEAR(decoupling(100, 110, 100, 120).elasticity, 0.5, 1e-15);
}

TEST(Decoupling, IsUndefinedWithoutGrowthOrFromASink) {
  EXPECT_EQ(decoupling(100, 110, 100, 100).state, "undefined");
  EXPECT_EQ(decoupling(-100, 110, 100, 120).state, "undefined");
  EXPECT_TRUE(std::isnan(decoupling(0, 110, 100, 120).elasticity));
  EXPECT_THROW(decoupling(100, 110, 0, 120), InputError);
}

double value(const std::string& text, const std::vector<double>& values = {}) {
  return Formula(text).evaluate(values);
}

TEST(Formula, KnowsArithmetic) {
  EXPECT_EQ(value("1 + 2 * 3 - 4 / 2"), 5);
  EXPECT_EQ(value("-(1 - 3) * 2.5"), 5);
  EXPECT_EQ(value("2 - 3 - 4"), -5);
  EXPECT_EQ(value("8 / 4 / 2"), 1);
  EXPECT_EQ(value("1e3*--2"), 2000);
}

TEST(Formula, NamesItsItems) {
  const Formula formula("(account.net - sink) / population / sink");
  EXPECT_THAT(formula.names(), testing::ElementsAre("account.net", "sink", "population"));
  EXPECT_EQ(formula.evaluate({10, 2, 4}), 1);
}

TEST(Formula, SaysWhereItIsWrong) {
  const auto message = [](const std::string& text) -> std::string {
    try {
      value(text, {1, 1, 1});
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(message("gdp /"), testing::HasSubstr("at character 6"));
  EXPECT_THAT(message("(gdp"), testing::HasSubstr("')' is missing"));
  EXPECT_THAT(message("gdp population"), testing::HasSubstr("an operator"));
  EXPECT_THAT(message("gdp $ 2"), testing::HasSubstr("an operator"));
  EXPECT_THAT(message(""), testing::HasSubstr("a number, a name"));
  EXPECT_THAT(message("1 / (2 - 2)"), testing::HasSubstr("divides by 0"));
  EXPECT_THAT(message(std::string(5000, '(')), testing::HasSubstr("fewer parentheses"));
}

}  // namespace
}  // namespace terrabalance::evaluate
