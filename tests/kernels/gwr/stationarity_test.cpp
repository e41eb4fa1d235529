#include "kernels/gwr/stationarity.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "kernels/gwr/points/ranked_fit.hpp"
#include "tests/kernels/gwr/reference.hpp"
#include "tests/support/program.hpp"

namespace terrabalance::gwr {
namespace {

constexpr Weights neighbours{Kernel::bisquare, Metric::planar, true};

Stationarity of(const Observations& data, double bandwidth, bool search, int permutations,
                std::uint64_t seed, int threads) {
  Team team;
  team.threads = threads;
  const LocalFit fit = fit_places(PointModel(data, neighbours), bandwidth, false, team);
  return test_stationarity(data, neighbours, fit, search ? std::nullopt : std::optional(bandwidth),
                           {}, permutations, seed, team);
}

/// A coefficient that grows from west to east, and one that is the same everywhere.
Observations trend_and_constant() {
  std::mt19937_64 random(4);
  std::uniform_real_distribution<double> uniform(0, 10);
  std::normal_distribution<double> normal;
  Observations o;
  o.predictors.resize(2);
  o.names = {"trend", "constant"};
  for (int i = 0; i < 200; ++i) {
    o.x.push_back(uniform(random));
    o.y.push_back(uniform(random));
    o.predictors[0].push_back(normal(random));
    o.predictors[1].push_back(normal(random));
    o.response.push_back(o.x.back() * o.predictors[0].back() + 2 * o.predictors[1].back() +
                         0.1 * normal(random));
  }
  return o;
}

TEST(Stationarity, TellsAVaryingCoefficientFromAConstantOne) {
  const Stationarity found = of(trend_and_constant(), 40, false, 99, 7, 2);
  EXPECT_DOUBLE_EQ(found.p[1], 0.01);  // none of 99 shuffles varies as much
  EXPECT_GT(found.p[2], 0.05);
  EXPECT_GT(found.deviation[1], 10 * found.deviation[2]);
}

TEST(Stationarity, DependsOnTheSeedAloneNotOnThreads) {
  const Observations data = trend_and_constant();
  const Stationarity one = of(data, 40, false, 19, 7, 1);
  const Stationarity two = of(data, 40, false, 19, 7, 2);
  EXPECT_EQ(one.p, two.p);
  EXPECT_EQ(one.deviation, two.deviation);
}

TEST(Stationarity, GeorgiaAsTheReferenceHasIt) {
  SKIP_WITHOUT_REFERENCE();
  const nlohmann::json expected = reference::read_json("georgia_montecarlo.json");
  const Observations data = reference::observations("georgia.csv", "X", "Y", "PctBach",
                                                    {"PctRural", "PctPov", "PctBlack"});
  // mgwr's search stops at 93 neighbours; its deviations are those of that model.
  constexpr int permutations = 200;
  const Stationarity found = of(data, 93, true, permutations, 1, 2);
  for (std::size_t c = 0; c < 4; ++c) {
    const double deviation = expected["sd"][c];
    EXPECT_NEAR(found.deviation[c], deviation, 1e-6 * deviation) << expected["params"][c];
    // Other random numbers: four standard errors of the difference of two shares.
    const double p = expected["p"][c];
    const double error = std::sqrt(p * (1 - p) * (1.0 / 100 + 1.0 / permutations));
    EXPECT_NEAR(found.p[c], p, 4 * error + 0.01) << expected["params"][c];
  }
}

}  // namespace
}  // namespace terrabalance::gwr
