#include "kernels/detector/detector.hpp"

#include <cmath>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "tests/support/reference_table.hpp"

namespace terrabalance::detector {
namespace {

using test::read_reference;

Strata labels(const std::vector<std::string>& of) {
  return from_labels(of, "factor");
}

void expect_close(double value, double expected, const std::string& what) {
  EXPECT_NEAR(value, expected, 1e-9 * std::max(1.0, std::abs(expected))) << what;
}

// Neural-tube defects of Heshun (Wang et al. 2010): the values published for this data set.
TEST(DetectorReference, NeuralTubeDefects) {
  SKIP_WITHOUT_REFERENCE();
  const auto data = read_reference("data/detector/ntds.csv");
  const auto y = data.reals("incidence");
  std::map<std::string, Strata> factors;
  for (const std::string f : {"watershed", "elevation", "soiltype"})
    factors[f] = from_labels(data.texts(f), f);
  int checked = 0;
  for (const auto& row : read_reference("expected/detector/ntds.csv").rows) {
    const std::string& test = row.at("test");
    const std::string& a = row.at("a");
    const std::string& b = row.at("b");
    const double statistic = std::stod(row.at("statistic"));
    const std::string what = test + " " + a + " " + b;
    if (test == "factor") {
      const Factor found = factor(y, factors.at(a), a);
      expect_close(found.q, statistic, what);
      expect_close(found.p, std::stod(row.at("p_or_type")), what);
    } else if (test == "interaction") {
      const double q = q_statistic(y, intersect(factors.at(a), factors.at(b)));
      expect_close(q, statistic, what);
      const auto type =
          interaction(q_statistic(y, factors.at(a)), q_statistic(y, factors.at(b)), q);
      EXPECT_EQ(name(type), row.at("p_or_type"));
    } else if (test == "ecological") {
      const Ecological found = ecological(y, factors.at(a), factors.at(b));
      expect_close(found.f, statistic, what);
      expect_close(found.p, std::stod(row.at("p_or_type")), what);
    } else {
      const Strata& strata = factors.at(test.substr(5));
      for (const Risk& pair : risk(y, strata)) {
        if (strata.names[pair.a] != a || strata.names[pair.b] != b) continue;
        expect_close(pair.t, statistic, what);
        EXPECT_NEAR(pair.p / std::stod(row.at("p_or_type")), 1, 1e-9) << what;
        ++checked;
      }
    }
  }
  EXPECT_EQ(checked, 36 + 21 + 10);
}

TEST(Q, IsOneForPureStrataAndZeroForEqualOnes) {
  const std::vector<double> y{1, 1, 5, 5};
  EXPECT_EQ(q_statistic(y, labels({"a", "a", "b", "b"})), 1);
  EXPECT_EQ(q_statistic(y, labels({"a", "b", "a", "b"})), 0);
  EXPECT_EQ(factor(y, labels({"a", "a", "b", "b"}), "x").p, 0);
}

TEST(Q, DoesNotDependOnUnitsOrOnTheNamesOfStrata) {
  const std::vector<double> y{1, 2, 4, 8, 9, 7};
  std::vector<double> scaled;
  for (const double v : y)
    scaled.push_back(1e7 - 30 * v);
  const auto strata = labels({"a", "a", "b", "b", "c", "c"});
  const auto renamed = labels({"z", "z", "1", "1", "m", "m"});
  EXPECT_NEAR(q_statistic(y, strata), q_statistic(scaled, renamed), 1e-12);
}

TEST(Q, NeverFallsWhenStrataAreSplit) {
  std::mt19937 random(2);
  std::vector<double> y;
  std::vector<std::string> coarse;
  std::vector<std::string> fine;
  for (int i = 0; i < 60; ++i) {
    y.push_back(static_cast<double>(random() % 100));
    coarse.push_back(std::to_string(random() % 3));
    fine.push_back(std::to_string(random() % 2));
  }
  const auto a = labels(coarse);
  EXPECT_GE(q_statistic(y, intersect(a, labels(fine))), q_statistic(y, a));
}

TEST(Permutation, OfQIsTheSameForAnyThreads) {
  const std::vector<double> y{1, 2, 4, 8, 9, 7, 3, 3, 6};
  const auto strata = labels({"a", "a", "b", "b", "c", "c", "a", "a", "c"});
  const double one = permutation_p(y, strata, 499, 7, 1);
  EXPECT_EQ(permutation_p(y, strata, 499, 7, 3), one);
  EXPECT_LT(one, 0.1);
  EXPECT_EQ(permutation_p(y, labels({"a", "b", "c", "d", "e", "f", "g", "h", "i"}), 99, 7, 1), 1);
}

TEST(Interaction, IsTypedByTheThreeQ) {
  EXPECT_EQ(interaction(0.3, 0.4, 0.2), Interaction::weaken_nonlinear);
  EXPECT_EQ(interaction(0.3, 0.4, 0.35), Interaction::weaken_univariate);
  EXPECT_EQ(interaction(0.3, 0.4, 0.5), Interaction::enhance_bivariate);
  EXPECT_EQ(interaction(0.3, 0.4, 0.3 + 0.4), Interaction::independent);
  EXPECT_EQ(interaction(0.3, 0.4, 0.8), Interaction::enhance_nonlinear);
}

TEST(Strata, AreOrderedByNumberWhereTheyAreNumbers) {
  EXPECT_THAT(labels({"10", "9", "1"}).names, testing::ElementsAre("1", "9", "10"));
  EXPECT_THAT(labels({"10", "9", "b"}).names, testing::ElementsAre("10", "9", "b"));
}

TEST(Risk, HasNoTestForOneUnitOrNoVariance) {
  const std::vector<double> y{1, 1, 5, 5, 7};
  const auto pairs = risk(y, labels({"a", "a", "b", "b", "c"}));
  ASSERT_EQ(pairs.size(), 3U);
  for (const Risk& pair : pairs)
    EXPECT_TRUE(std::isnan(pair.t) && std::isnan(pair.p));
}

// Every split of the sorted values into classes, tried one by one.
TEST(Optimal, FindsTheHighestQOfAllMethods) {
  std::mt19937 random(9);
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 40; ++i) {
    x.push_back(1 + static_cast<double>(random() % 1000));
    y.push_back(x.back() > 300 ? 10 + static_cast<double>(random() % 3) : 1);
  }
  const Optimum best = optimal(y, x, 3, 6, "x");
  for (const Method method :
       {Method::equal, Method::quantile, Method::natural, Method::geometric, Method::deviation}) {
    for (std::size_t k = 3; k <= 6; ++k)
      EXPECT_LE(q_statistic(y, discretize(x, method, k, "x")), best.q);
  }
  EXPECT_EQ(q_statistic(y, discretize(x, best.method, best.classes, "x")), best.q);
}

TEST(BadInput, IsNamed) {
  const std::vector<double> y{1, 2, 3};
  EXPECT_THROW(factor(y, labels({"a", "b", "c"}), "f"), InputError);
  EXPECT_THROW(factor(y, labels({"a", "a", "a"}), "f"), InputError);
  EXPECT_THROW(q_statistic(std::vector<double>{2, 2, 2}, labels({"a", "b", "a"})), InputError);
  EXPECT_THROW(q_statistic(std::vector<double>{2, std::nan(""), 2}, labels({"a", "b", "a"})),
               InputError);
  EXPECT_THROW(q_statistic(y, labels({"a", "b"})), InputError);
  EXPECT_THROW(labels({"a", ""}), InputError);
  EXPECT_THROW(discretize(std::vector<double>{-1, 2, 3}, Method::geometric, 2, "f"), InputError);
  EXPECT_THROW(discretize(y, Method::equal, 1, "f"), InputError);
  EXPECT_THROW(optimal(y, std::vector<double>{1, 1, 1}, 3, 8, "f"), InputError);
}

}  // namespace
}  // namespace terrabalance::detector
