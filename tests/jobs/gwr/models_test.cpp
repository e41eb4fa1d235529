#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/jobs/gwr/gwr_fixture.hpp"

namespace terrabalance {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;

/// A response whose intercept holds everywhere and whose slope changes with x; counts; classes.
class GwrModels : public Gwr {
 protected:
  void SetUp() override {
    std::mt19937 random(5);
    std::uniform_real_distribution<double> uniform;
    std::string text = "x,y,v,a,count,class,area\n";
    for (int i = 0; i < 150; ++i) {
      const double x = 100 * uniform(random);
      const double a = 2 * uniform(random) - 1;
      const double area = 1 + 3 * uniform(random);
      const double mean = area * std::exp(0.5 + 0.6 * a);
      for (const double value :
           {x, 100 * uniform(random), 3 + x / 50 * a + 0.3 * (uniform(random) - 0.5), a,
            std::floor(mean + 2 * uniform(random)),
            uniform(random) < 1 / (1 + std::exp(-2 * a)) ? 1.0 : 0.0, area})
        text += std::to_string(value) + ",";
      text.back() = '\n';
    }
    write("points.csv", text);
  }
  void expect_same_for_ranks(const std::string& arguments, const std::vector<std::string>& tables) {
    std::string first;
    for (const int ranks : {1, 2}) {
      fit(arguments, ranks);
      std::string all;
      for (const auto& table : tables)
        all += print(table);
      if (first.empty()) first = all;
      EXPECT_EQ(all, first) << ranks << " ranks";
    }
  }
  const std::string data_ = "@points.csv --coords x,y --predictors a --adaptive --response ";
};

TEST_F(GwrModels, MultiscaleFindsThatOnlyTheSlopeIsLocal) {
  expect_same_for_ranks(
      data_ + "v --multiscale",
      {"gwr/summary", "gwr/bandwidths", "gwr/backfitting", "gwr/local", "gwr/residuals"});
  const auto bandwidths = column("gwr/bandwidths", "bandwidth");
  ASSERT_EQ(bandwidths.size(), 2);
  EXPECT_GT(bandwidths[0], 2 * bandwidths[1]);
  const auto enp = column("gwr/bandwidths", "enp");
  EXPECT_NEAR(enp[0] + enp[1], summary("tr_s"), 1e-9);
  EXPECT_LT(column("gwr/backfitting", "score").back(), 1e-5);
}

TEST_F(GwrModels, MultiscaleTakesBandwidthsAndGoesWithoutInference) {
  fit(data_ + "v --multiscale --bandwidths 140,50 --inference no");
  EXPECT_EQ(column("gwr/bandwidths", "bandwidth"), (std::vector<double>{140, 50}));
  EXPECT_TRUE(std::isnan(column("gwr/bandwidths", "enp")[0]));
  EXPECT_TRUE(std::isnan(column("gwr/local", "se_a")[0]));
  fit(data_ + "v --multiscale --iterations 1 --score rss --tolerance 1e-12");
  EXPECT_THAT(messages, HasSubstr("back-fitting stopped after 1 iterations"));
}

TEST_F(GwrModels, CountsAndClassesHaveAModel) {
  expect_same_for_ranks(data_ + "count --family poisson --offset area",
                        {"gwr/summary", "gwr/search", "gwr/local"});
  EXPECT_GT(summary("d2"), 0);
  EXPECT_LT(summary("d2"), 1);
  expect_same_for_ranks(data_ + "class --family binomial",
                        {"gwr/summary", "gwr/search", "gwr/local"});
  EXPECT_THAT(column("gwr/local", "yhat"), Each(AllOf(testing::Gt(0), testing::Lt(1))));
}

TEST_F(GwrModels, AVaryingCoefficientIsTested) {
  expect_same_for_ranks(data_ + "v --bandwidth 60 --stationarity 19", {"gwr/stationarity"});
  EXPECT_EQ(column("gwr/stationarity", "p")[1], 1.0 / 20);
}

TEST_F(GwrModels, OptionsThatDoNotGoTogetherAreRefused) {
  expect_refused("@points.csv --coords x,y --response a --predictors v --adaptive --family poisson",
                 HasSubstr("the response of row"));
  expect_refused(data_ + "count --family binomial", HasSubstr("takes 0 and 1"));
  expect_refused(data_ + "count --family gamma", HasSubstr("poisson"));
  expect_refused(data_ + "count --offset area", HasSubstr("--family poisson"));
  expect_refused(data_ + "count --multiscale --family poisson", HasSubstr("--multiscale"));
  expect_refused(data_ + "v --multiscale --stationarity 9", HasSubstr("--stationarity"));
  expect_refused(data_ + "v --bandwidths 9,9", HasSubstr("--multiscale"));
  expect_refused(data_ + "v --multiscale --bandwidths 50", HasSubstr("bandwidths"));
  expect_refused(data_ + "count --family poisson --standardize", HasSubstr("--standardize"));
}

}  // namespace
}  // namespace terrabalance
