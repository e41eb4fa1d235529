#include <cmath>
#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "kernels/evaluate/diagnosis.hpp"
#include "kernels/evaluate/topsis.hpp"
#include "kernels/evaluate/weights.hpp"

namespace terrabalance::evaluate {
namespace {

// The choice of a fighter aircraft, the running example of Hwang and Yoon 1981, "Multiple attribute
// decision making": speed, range, payload, cost (less is better), reliability, manoeuvrability.
Matrix aircraft() {
  Matrix x(4, 6);
  x.values = {2.0, 1500, 20000, 5.5, 5, 9, 2.5, 2700, 18000, 6.5, 3, 5,
              1.8, 2000, 21000, 4.5, 7, 7, 2.2, 1800, 20000, 5.0, 5, 5};
  return x;
}
std::vector<Indicator> aircraft_indicators() {
  return {{"speed", "all", true}, {"range", "all", true},       {"payload", "all", true},
          {"cost", "all", false}, {"reliability", "all", true}, {"manoeuvre", "all", true}};
}
std::vector<std::size_t> all_columns(std::size_t n) {
  std::vector<std::size_t> columns(n);
  std::iota(columns.begin(), columns.end(), 0U);
  return columns;
}

TEST(Topsis, OfHwangAndYoonsAircraft) {
  const std::vector<double> weights{0.2, 0.1, 0.1, 0.1, 0.2, 0.3};
  const auto found =
      topsis(aircraft(), aircraft_indicators(), weights, all_columns(6), Scaling::vector);
  const std::vector<double> d_plus{0.0545, 0.1197, 0.0580, 0.1009};
  const std::vector<double> d_minus{0.0983, 0.0439, 0.0920, 0.0458};
  const std::vector<double> closeness{0.643, 0.268, 0.613, 0.312};
  std::vector<double> c;
  for (std::size_t r = 0; r < 4; ++r) {
    EXPECT_NEAR(found[r].d_plus, d_plus[r], 1e-4);
    EXPECT_NEAR(found[r].d_minus, d_minus[r], 1e-4);
    EXPECT_NEAR(found[r].closeness, closeness[r], 1e-3);
    c.push_back(found[r].closeness);
  }
  EXPECT_THAT(ranks(c), testing::ElementsAre(1, 4, 2, 3));
}

TEST(EntropyWeights, OfHwangAndYoonsAircraft) {
  const auto found = entropy_weights(aircraft(), std::vector<bool>(6, false));
  const std::vector<double> entropy{0.9946, 0.9829, 0.9989, 0.9931, 0.9703, 0.9770};
  const std::vector<double> weight{0.0649, 0.2055, 0.0133, 0.0829, 0.3570, 0.2764};
  for (std::size_t j = 0; j < 6; ++j) {
    // The book goes on from p rounded to four digits.
    EXPECT_NEAR(found.entropy[j], entropy[j], 2e-4);
    EXPECT_NEAR(found.weight[j], weight[j], 2e-3);
  }
}

TEST(EntropyWeights, ByHand) {
  // Scores (0, 1/2, 1) and (0, 0, 1): p = (0, 1/3, 2/3) and (0, 0, 1).
  Matrix scores(3, 2);
  scores.values = {0, 0, 0.5, 0, 1, 1};
  const auto found = entropy_weights(scores, {false, false});
  const double e = -(std::log(1.0 / 3) / 3 + 2 * std::log(2.0 / 3) / 3) / std::log(3.0);
  EXPECT_NEAR(found.entropy[0], e, 1e-15);
  EXPECT_NEAR(found.entropy[1], 0, 1e-15);
  EXPECT_NEAR(found.weight[0], (1 - e) / (2 - e), 1e-15);
}

struct Random {
  Matrix x{12, 5};
  std::vector<Indicator> indicators;
  std::vector<double> weights;

  Random() {
    std::mt19937 random(8);
    for (double& v : x.values)
      v = 1 + static_cast<double>(random() % 1000) / 7;
    for (std::size_t j = 0; j < x.columns; ++j) {
      std::string name(1, 'i');
      name += std::to_string(j);
      indicators.push_back({name, "s", j % 2 == 0});
    }
    weights = entropy_weights(normalise(x, indicators), constants(x)).weight;
  }
  std::vector<Closeness> closeness(Scaling scaling) const {
    return topsis(x, indicators, weights, all_columns(5), scaling);
  }
};

TEST(Evaluation, WeightsSumToOneAndClosenessStaysWithinItsRange) {
  const Random r;
  EXPECT_NEAR(std::accumulate(r.weights.begin(), r.weights.end(), 0.0), 1, 1e-14);
  for (const Scaling scaling : {Scaling::minmax, Scaling::vector}) {
    for (const Closeness& c : r.closeness(scaling))
      EXPECT_TRUE(c.closeness >= 0 && c.closeness <= 1);
  }
}

TEST(Evaluation, DoesNotDependOnUnits) {
  const Random r;
  Random scaled;
  for (std::size_t i = 0; i < scaled.x.rows; ++i) {
    scaled.x(i, 0) *= 1000;
    scaled.x(i, 1) /= 3;
  }
  for (const Scaling scaling : {Scaling::minmax, Scaling::vector}) {
    for (std::size_t i = 0; i < r.x.rows; ++i)
      EXPECT_NEAR(r.closeness(scaling)[i].closeness, scaled.closeness(scaling)[i].closeness, 1e-12);
  }
  for (std::size_t j = 0; j < 5; ++j)
    EXPECT_NEAR(
        entropy_weights(normalise(scaled.x, scaled.indicators), constants(scaled.x)).weight[j],
        r.weights[j], 1e-12);
}

// Within the range of an indicator, doing better in it never lowers the closeness.
TEST(Evaluation, IsMonotoneInEachIndicator) {
  Random r;
  for (std::size_t j = 0; j < 5; ++j) {
    double least = 1e300;
    double most = 0;
    for (std::size_t i = 1; i < r.x.rows; ++i) {
      least = std::min(least, r.x(i, j));
      most = std::max(most, r.x(i, j));
    }
    const double before = r.x(0, j);
    double last = -1;
    for (int step = 0; step <= 10; ++step) {
      const double share = step / 10.0;
      r.x(0, j) =
          r.indicators[j].benefit ? least + share * (most - least) : most - share * (most - least);
      const double c = r.closeness(Scaling::minmax)[0].closeness;
      EXPECT_GE(c, last);
      last = c;
    }
    r.x(0, j) = before;
  }
}

TEST(Evaluation, AConstantIndicatorHasNoWeightAndHindersNobody) {
  Matrix x(3, 2);
  x.values = {1, 7, 2, 7, 4, 7};
  const std::vector<Indicator> indicators{{"a", "s", true}, {"b", "s", false}};
  const Matrix scores = normalise(x, indicators);
  const auto w = entropy_weights(scores, constants(x));
  EXPECT_THAT(w.weight, testing::ElementsAre(1, 0));
  const std::vector<double> given{0.5, 0.5};
  EXPECT_EQ(obstacle_degrees(scores, given, all_columns(2))(0, 1), 0);
  EXPECT_EQ(topsis(x, indicators, given, all_columns(2), Scaling::vector)[2].closeness, 1);
}

TEST(ObstacleDegrees, SumToOneUnlessNothingIsLacking) {
  const Random r;
  const Matrix degrees = obstacle_degrees(normalise(r.x, r.indicators), r.weights, all_columns(5));
  for (std::size_t i = 0; i < r.x.rows; ++i) {
    const auto row = degrees.row(i);
    EXPECT_NEAR(std::accumulate(row.begin(), row.end(), 0.0), 1, 1e-14);
  }
}

TEST(Ranks, AreSharedByTies) {
  EXPECT_THAT(ranks(std::vector<double>{0.5, 0.9, 0.5, 0.1}), testing::ElementsAre(2, 1, 2, 4));
}

TEST(Benchmarks, AreTheBestOfTheirYear) {
  EXPECT_THAT(benchmarks(std::vector<double>{0.2, 0.8, 0.8, 0.4},
                         std::vector<std::int64_t>{2000, 2000, 2000, 2010}),
              testing::ElementsAre(1, 1, 1, 3));
}

TEST(RankStability, CountsEveryDrawOnceAndIsTheSameForAnyThreads) {
  const Random r;
  const std::vector<std::int64_t> year{1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2};
  const auto shares = [&](double spread, int threads) {
    return rank_stability(r.x, r.indicators, r.weights, all_columns(5), year, Scaling::minmax,
                          {spread, 300, 1}, threads);
  };
  const auto one = shares(0.5, 1);
  EXPECT_EQ(shares(0.5, 3), one);
  std::vector<std::int64_t> draws(12, 0);
  for (const RankShare& share : one) {
    draws[share.row] += share.draws;
    EXPECT_LE(share.rank, 6);
  }
  EXPECT_THAT(draws, testing::Each(300));
  // Without perturbation every city keeps its rank.
  std::vector<double> c;
  for (const Closeness& closeness : r.closeness(Scaling::minmax))
    c.push_back(closeness.closeness);
  const auto held = ranks(c, year);
  for (const RankShare& share : shares(0, 2))
    EXPECT_EQ(share, (RankShare{share.row, held[share.row], 300}));
}

TEST(BadInput, IsNamed) {
  Matrix x(2, 1);
  x.values = {1, std::nan("")};
  const std::vector<Indicator> indicators{{"gdp", "s", true}};
  try {
    normalise(x, indicators);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("'gdp', row 1"));
  }
  x.values = {3, 3};
  EXPECT_THROW(entropy_weights(normalise(x, indicators), constants(x)), InputError);
  EXPECT_THROW(topsis(x, indicators, std::vector<double>{1}, all_columns(1), Scaling::minmax),
               InputError);
  EXPECT_THROW(normalise(Matrix(1, 1), indicators), InputError);
}

}  // namespace
}  // namespace terrabalance::evaluate
