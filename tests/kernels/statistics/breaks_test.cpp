#include "kernels/statistics/breaks.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

using testing::ElementsAre;

double cost(const std::vector<double>& x, const std::vector<double>& breaks) {
  double total = 0;
  for (std::size_t k = 0; k <= breaks.size(); ++k) {
    double n = 0;
    double sum = 0;
    for (const double v : x) {
      if (class_of(v, breaks) != k) continue;
      n += 1;
      sum += v;
    }
    for (const double v : x) {
      if (class_of(v, breaks) == k) total += (v - sum / n) * (v - sum / n);
    }
  }
  return total;
}

// All ways to choose two or three breaks among the values.
double least_cost(const std::vector<double>& x, std::size_t classes) {
  std::vector<double> sorted = x;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::vector<bool> chosen(sorted.size() - 1, false);
  std::fill(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(classes) - 1, true);
  double least = 1e300;
  do {
    std::vector<double> breaks;
    for (std::size_t k = 0; k < chosen.size(); ++k) {
      if (chosen[k]) breaks.push_back(sorted[k]);
    }
    least = std::min(least, cost(x, breaks));
  } while (std::prev_permutation(chosen.begin(), chosen.end()));
  return least;
}

TEST(NaturalBreaks, OfCountsAreThoseOfTheValues) {
  const std::vector<double> distinct{-3, 1, 2, 8, 9, 30};
  const std::vector<std::int64_t> counts{4, 1, 7, 2, 2, 1};
  std::vector<double> x;
  for (std::size_t k = 0; k < distinct.size(); ++k)
    x.insert(x.end(), static_cast<std::size_t>(counts[k]), distinct[k]);
  for (const std::size_t classes : {2U, 3U, 4U, 9U})
    EXPECT_EQ(natural_breaks(distinct, counts, classes), natural_breaks(x, classes));
}

TEST(NaturalBreaks, AreTheBestOfAllPartitions) {
  std::mt19937 random(4);
  for (int trial = 0; trial < 40; ++trial) {
    std::vector<double> x;
    for (int i = 0; i < 14; ++i)
      x.push_back(static_cast<double>(random() % 30) * 0.7);
    for (const std::size_t classes : {2U, 3U, 4U}) {
      const auto breaks = natural_breaks(x, classes);
      EXPECT_NEAR(cost(x, breaks), least_cost(x, classes), 1e-9);
    }
  }
}

TEST(NaturalBreaks, OfFewDistinctValuesAreAllOfThem) {
  EXPECT_THAT(natural_breaks(std::vector<double>{3, 1, 1, 3}, 5), ElementsAre(1));
  EXPECT_TRUE(natural_breaks(std::vector<double>{2, 2}, 3).empty());
}

TEST(NaturalBreaks, OfAHundredThousandValues) {
  std::mt19937 random(4);
  std::vector<double> x;
  for (int i = 0; i < 100000; ++i)
    x.push_back(static_cast<double>(random()));
  EXPECT_EQ(natural_breaks(x, 8).size(), 7U);
}

TEST(Breaks, OfTheOtherMethods) {
  const std::vector<double> x{1, 2, 3, 4, 100};
  EXPECT_THAT(equal_breaks(x, 3), ElementsAre(34, 67));
  EXPECT_THAT(quantile_breaks(x, 4), ElementsAre(2, 3, 4));
  EXPECT_THAT(quantile_breaks(x, 2), ElementsAre(3));
  EXPECT_THAT(geometric_breaks(x, 2, "x"), ElementsAre(testing::DoubleNear(10, 1e-12)));
  const std::vector<double> y{-2, -1, 0, 1, 2};
  const double sd = std::sqrt(2.5);
  EXPECT_THAT(deviation_breaks(y, 4), ElementsAre(-sd, 0, sd));
  EXPECT_THAT(deviation_breaks(y, 3), ElementsAre(-0.5 * sd, 0.5 * sd));
}

TEST(Breaks, CloseTheirClassesAbove) {
  const std::vector<double> breaks{1, 2};
  EXPECT_EQ(class_of(1, breaks), 0U);
  EXPECT_EQ(class_of(1.5, breaks), 1U);
  EXPECT_EQ(class_of(2.5, breaks), 2U);
}

TEST(Breaks, RefuseWhatCannotBeCut) {
  EXPECT_THROW(equal_breaks(std::vector<double>{}, 3), InputError);
  EXPECT_THROW(equal_breaks(std::vector<double>{1, std::nan("")}, 3), InputError);
  EXPECT_THROW(natural_breaks(std::vector<double>{1, 2}, 1), InputError);
  EXPECT_THROW(geometric_breaks(std::vector<double>{0, 2}, 2, "x"), InputError);
}

}  // namespace
}  // namespace terrabalance
