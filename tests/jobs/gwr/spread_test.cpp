#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/jobs/gwr/gwr_fixture.hpp"

/// \file
/// `gwr --hold reach`: every rank holds its own points and those within their reach.
namespace terrabalance {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class GwrWithinReach : public Gwr {
 protected:
  void SetUp() override { write("points.csv", points(12000)); }

  /// Enough for several blocks; one row in a thousand lacks a value.
  static std::string points(int n) {
    std::mt19937 random(5);
    std::uniform_real_distribution<double> uniform;
    std::string text = "id,x,y,v,a,b,c\n";
    for (int i = 0; i < n; ++i) {
      const double x = 100 * uniform(random) * uniform(random);
      const double y = 80 * uniform(random);
      const double a = uniform(random);
      const double b = uniform(random);
      text += "\"place " + std::to_string(i) + "\"," + std::to_string(x) + "," + std::to_string(y) +
              "," + std::to_string(1 + a * std::sin(x / 30) - b + uniform(random) / 10) + "," +
              (i % 1000 == 999 ? "NA" : std::to_string(a)) + "," + std::to_string(b) + ",5\n";
    }
    return text;
  }

  const std::string data_ = "@points.csv --coords x,y --response v --predictors a,b ";
};

TEST_F(GwrWithinReach, IsTheSameForRanksAndThreads) {
  const std::string search = data_ + "--adaptive --bandwidth-max 200 --hold reach --threads ";
  std::string first;
  for (const auto& [ranks, threads] :
       std::vector<std::pair<int, int>>{{0, 1}, {0, 2}, {1, 1}, {2, 2}, {3, 1}, {4, 1}}) {
    fit(search + std::to_string(threads), ranks);
    const std::string all = print("gwr/local") + print("gwr/summary") + print("gwr/search");
    if (first.empty()) first = all;
    EXPECT_EQ(all, first) << ranks << " ranks, " << threads << " threads";
  }
}

TEST_F(GwrWithinReach, IsTheRegressionOfAllPoints) {
  for (const std::string how :
       {"--adaptive --bandwidth 90", "--kernel tricube --bandwidth 900 --distance great-circle",
        "--kernel gaussian --least-weight 0.01 --bandwidth 2.5",
        "--adaptive --bandwidth-max 300 --criterion cv --search exact"}) {
    fit(data_ + how + " --hold all");
    const std::string said = messages;
    const auto codes = status();
    std::vector<std::vector<double>> wanted;
    const std::vector<std::string> names{
        "x",      "yhat", "std_resid", "local_r2",         "cooks_d",
        "beta_a", "se_b", "t_a",       "condition_number", "vif_b"};
    for (const auto& name : names)
      wanted.push_back(column("gwr/local", name));
    const double aicc = summary("aicc");
    const double r2 = summary("r2");
    const double bandwidth = summary("bandwidth");
    fit(data_ + how + " --hold reach", 3);
    EXPECT_THAT(messages, HasSubstr("12 of 12000 rows have missing values"));
    EXPECT_EQ(summary("bandwidth"), bandwidth);
    EXPECT_NEAR(summary("aicc"), aicc, 1e-9 * std::abs(aicc));
    EXPECT_NEAR(summary("r2"), r2, 1e-9);
    EXPECT_EQ(status(), codes);
    for (std::size_t c = 0; c < names.size(); ++c) {
      const auto got = column("gwr/local", names[c]);
      ASSERT_EQ(got.size(), 12000);
      for (std::size_t i = 0; i < got.size(); ++i) {
        ASSERT_EQ(std::isnan(got[i]), std::isnan(wanted[c][i])) << names[c] << ' ' << i;
        if (std::isnan(got[i])) continue;
        ASSERT_NEAR(got[i], wanted[c][i], 1e-7 * std::max(1.0, std::abs(got[i])))
            << names[c] << ' ' << i;
      }
    }
    EXPECT_EQ(column<std::int64_t>("gwr/local", "i")[11999], 11999);
  }
}

TEST_F(GwrWithinReach, ConstantColumnsAreNamed) {
  fit("@points.csv --coords x,y --response v --predictors a,c --adaptive --bandwidth 50 --hold "
      "reach",
      2);
  EXPECT_THAT(messages, AllOf(HasSubstr("one value only"), HasSubstr(": c;"),
                              HasSubstr("11988 of 11988 places have no local model")));
}

TEST_F(GwrWithinReach, WhatNeedsAllPointsIsRefused) {
  for (const auto& [options, reason] : std::vector<std::pair<std::string, std::string>>{
           {"--adaptive", "a search without bounds; give --bandwidth-min and --bandwidth-max"},
           {"--bandwidth-max 5", "a search without bounds"},
           {"--kernel gaussian --bandwidth 3", "give a --least-weight"},
           {"--adaptive --bandwidth 50 --standardize", "--standardize"},
           {"--adaptive --multiscale", "--multiscale"},
           {"--bandwidth inf", "an infinite bandwidth"}}) {
    expect_refused(data_ + options + " --hold reach",
                   AllOf(HasSubstr("every rank must hold all points"), HasSubstr(reason)));
  }
  expect_refused(
      data_ + "--adaptive --bandwidth 13000 --hold reach",
      HasSubstr("13000 neighbours needs as many places with complete rows, here are 11988"));
}

TEST_F(GwrWithinReach, BadCellsAreNamedByOneRank) {
  write("points.csv", points(5000) + "\"last\",1,2,3,word,4,5\n");
  std::filesystem::remove(path("out.h5"));
  const auto outcome = run(data_ + "--adaptive --bandwidth 50 --hold reach -o @out.h5", 3);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("points.csv:5002: 'word' in column a"));
  EXPECT_FALSE(std::filesystem::exists(path("out.h5")));
}

TEST_F(GwrWithinReach, NothingToFitIsSaid) {
  write("points.csv", "x,y,v,a,b\n1,2,NA,1,1\n");
  expect_refused(data_ + "--adaptive --bandwidth 5 --hold reach",
                 HasSubstr("points.csv: every row lacks a value"));
  write("points.csv", "x,y,v,a,b\n");
  expect_refused(data_ + "--adaptive --bandwidth 5 --hold reach", HasSubstr("points.csv"));
  expect_refused(
      "@none.csv --coords x,y --response v --predictors a --adaptive --bandwidth 5 --hold reach",
      HasSubstr("no such file"));
}

TEST_F(GwrWithinReach, PointsAtOnePlaceAreAStatus) {
  std::string text = "x,y,v,a,b\n";
  for (int i = 0; i < 300; ++i)
    text += "7,8," + std::to_string(i % 17) + "," + std::to_string(i % 13) + "," +
            std::to_string(i % 7) + "\n";
  write("points.csv", text);
  fit(data_ + "--adaptive --bandwidth 50 --hold reach", 2);
  EXPECT_THAT(status(), testing::Each(2));
}

}  // namespace
}  // namespace terrabalance
