#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "kernels/pattern/distance_weights.hpp"
#include "kernels/pattern/global.hpp"
#include "kernels/pattern/local.hpp"
#include "kernels/pattern/significance.hpp"

namespace terrabalance::pattern {
namespace {

struct Sample {
  Points points;
  std::vector<double> x;
};

Sample sample(std::size_t n) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> uniform(0, 1);
  Sample s;
  for (std::size_t i = 0; i < n; ++i) {
    s.points.x.push_back(uniform(random));
    s.points.y.push_back(uniform(random));
    s.x.push_back(s.points.x.back() + 0.3 * uniform(random));
  }
  return s;
}

// All orders of seven values: the randomisation distribution itself.
TEST(Moran, MomentsEqualThoseOverAllPermutations) {
  const Sample s = sample(7);
  const Weights weights = row_standardised(nearest_neighbours(s.points, 2, Metric::planar));
  std::vector<double> x = s.x;
  std::sort(x.begin(), x.end());
  double count = 0;
  double sum_i = 0;
  double sum_i2 = 0;
  double sum_c = 0;
  double sum_c2 = 0;
  double sum_g = 0;
  double sum_g2 = 0;
  do {
    const double i = moran(weights, x, "x").i;
    const double c = geary(weights, x, "x").c;
    const double g = general_g(weights, x, "x").g;
    count += 1;
    sum_i += i;
    sum_i2 += i * i;
    sum_c += c;
    sum_c2 += c * c;
    sum_g += g;
    sum_g2 += g * g;
  } while (std::next_permutation(x.begin(), x.end()));
  ASSERT_EQ(count, 5040);
  const Moran m = moran(weights, s.x, "x");
  EXPECT_NEAR(m.randomisation.expected, sum_i / count, 1e-12);
  EXPECT_NEAR(m.randomisation.variance, sum_i2 / count - std::pow(sum_i / count, 2), 1e-12);
  const Geary c = geary(weights, s.x, "x");
  EXPECT_NEAR(c.randomisation.expected, sum_c / count, 1e-12);
  EXPECT_NEAR(c.randomisation.variance, sum_c2 / count - std::pow(sum_c / count, 2), 1e-12);
  const GeneralG g = general_g(weights, s.x, "x");
  EXPECT_NEAR(g.randomisation.expected, sum_g / count, 1e-12);
  EXPECT_NEAR(g.randomisation.variance, sum_g2 / count - std::pow(sum_g / count, 2), 1e-12);
}

TEST(LocalMoran, MomentsEqualThoseOverAllPermutations) {
  const Sample s = sample(7);
  const Weights weights = row_standardised(nearest_neighbours(s.points, 3, Metric::planar));
  const auto total = local_moran(weights, s.x, "x", Randomisation::total);
  const auto conditional = local_moran(weights, s.x, "x", Randomisation::conditional);
  std::vector<double> x = s.x;
  std::sort(x.begin(), x.end());
  double sum = 0;
  double sum2 = 0;
  double count = 0;
  double sum_here = 0;
  double sum2_here = 0;
  double count_here = 0;
  do {
    const double i = local_moran(weights, x, "x", Randomisation::total).i[0];
    sum += i;
    sum2 += i * i;
    count += 1;
    if (x[0] != s.x[0]) continue;
    sum_here += i;
    sum2_here += i * i;
    count_here += 1;
  } while (std::next_permutation(x.begin(), x.end()));
  EXPECT_NEAR(total.expected[0], sum / count, 1e-12);
  EXPECT_NEAR(total.variance[0], sum2 / count - std::pow(sum / count, 2), 1e-12);
  EXPECT_NEAR(conditional.expected[0], sum_here / count_here, 1e-12);
  EXPECT_NEAR(conditional.variance[0], sum2_here / count_here - std::pow(sum_here / count_here, 2),
              1e-12);
}

TEST(LocalMoran, SumsToTheGlobalOne) {
  const Sample s = sample(60);
  const Weights weights = nearest_neighbours(s.points, 5, Metric::planar);
  const auto local = local_moran(weights, s.x, "x", Randomisation::total);
  const double sum = std::accumulate(local.i.begin(), local.i.end(), 0.0);
  EXPECT_NEAR(sum / moments(weights).s0, moran(weights, s.x, "x").i, 1e-12);
  const auto sampled = local_moran(weights, s.x, "x", Randomisation::total, MoranScale::sample);
  EXPECT_NEAR(sampled.i[3], local.i[3] * 59 / 60, 1e-14);
  EXPECT_NEAR(sampled.z[3], local.z[3], 1e-12);
}

TEST(GetisOrd, IsTheSameForEqualWeightsOfEitherStyle) {
  const Sample s = sample(50);
  const Weights weights = distance_band(s.points, 0.3, Metric::planar);
  for (const GetisOrd variant : {GetisOrd::with_self, GetisOrd::without_self}) {
    const auto b = getis_ord(weights, s.x, "x", variant, Style::binary);
    const auto w = getis_ord(weights, s.x, "x", variant, Style::row_standardised);
    for (std::size_t i = 0; i < b.size(); ++i)
      EXPECT_NEAR(b[i], w[i], 1e-12 * std::max(1.0, std::abs(b[i])));
  }
}

TEST(Association, DoesNotDependOnUnits) {
  const Sample s = sample(40);
  const Weights weights = row_standardised(nearest_neighbours(s.points, 4, Metric::planar));
  std::vector<double> scaled;
  for (const double v : s.x)
    scaled.push_back(1e6 + 2500 * v);
  EXPECT_NEAR(moran(weights, s.x, "x").i, moran(weights, scaled, "x").i, 1e-10);
  EXPECT_NEAR(geary(weights, s.x, "x").c, geary(weights, scaled, "x").c, 1e-10);
  const auto a = local_moran(weights, s.x, "x", Randomisation::conditional);
  const auto b = local_moran(weights, scaled, "x", Randomisation::conditional);
  for (std::size_t i = 0; i < s.x.size(); ++i)
    EXPECT_NEAR(a.z[i], b.z[i], 1e-8);
}

TEST(Bivariate, WithItselfIsMoran) {
  const Sample s = sample(30);
  const Weights weights = row_standardised(nearest_neighbours(s.points, 4, Metric::planar));
  EXPECT_NEAR(bivariate_moran(weights, s.x, s.x, "x", "x"), moran(weights, s.x, "x").i, 1e-14);
  const auto local = local_bivariate_moran(weights, s.x, s.x);
  const auto expected = local_moran(weights, s.x, "x", Randomisation::total).i;
  for (std::size_t i = 0; i < local.size(); ++i)
    EXPECT_NEAR(local[i], expected[i], 1e-13);
}

TEST(Permutation, GivesTheSameBitsForEveryNumberOfThreads) {
  const Sample s = sample(80);
  const Weights weights = row_standardised(distance_band(s.points, 0.2, Metric::planar));
  const auto one = permute_local(weights, s.x, "x", 199, 42, 1);
  const auto global_one = permute(weights, s.x, "x", 199, 42, 1);
  for (const int threads : {2, 3, 7}) {
    const auto many = permute_local(weights, s.x, "x", 199, 42, threads);
    EXPECT_THAT(many.lag, testing::Pointwise(testing::NanSensitiveDoubleEq(), one.lag));
    EXPECT_THAT(many.geary, testing::Pointwise(testing::NanSensitiveDoubleEq(), one.geary));
    EXPECT_EQ(permute(weights, s.x, "x", 199, 42, threads).moran, global_one.moran);
  }
  EXPECT_EQ(global_one.moran, 1.0 / 200);
}

// Six values have 120 arrangements of the others: the sampled tail must be near the exact one.
TEST(Permutation, ApproachesTheExactTail) {
  const Sample s = sample(6);
  const Weights weights = nearest_neighbours(s.points, 2, Metric::planar);
  const auto sampled = permute_local(weights, s.x, "x", 20000, 1, 2);
  const auto observed = local_moran(weights, s.x, "x", Randomisation::conditional);
  const auto geary_observed = local_geary(weights, s.x, "x");
  std::vector<double> x = s.x;
  std::sort(x.begin(), x.end());
  double all = 0;
  double above = 0;
  double below = 0;
  double geary_above = 0;
  double geary_below = 0;
  do {
    if (x[0] != s.x[0]) continue;
    const double i = local_moran(weights, x, "x", Randomisation::conditional).i[0];
    const double c = local_geary(weights, x, "x")[0];
    all += 1;
    above += i >= observed.i[0] - 1e-12 ? 1 : 0;
    below += i <= observed.i[0] + 1e-12 ? 1 : 0;
    geary_above += c >= geary_observed[0] - 1e-12 ? 1 : 0;
    geary_below += c <= geary_observed[0] + 1e-12 ? 1 : 0;
  } while (std::next_permutation(x.begin(), x.end()));
  EXPECT_NEAR(sampled.lag[0], std::min(above, below) / all, 0.015);
  EXPECT_NEAR(sampled.geary[0], std::min(geary_above, geary_below) / all, 0.015);
}

TEST(Permutation, TiesCountAsExtreme) {
  // Two values only: half of all arrangements tie with the observed one.
  const Points line{{0, 1, 2, 3, 4, 5}, {0, 0, 0, 0, 0, 0}};
  const std::vector<double> x{0.1, 0.3, 0.1, 0.3, 0.1, 0.3};
  const auto p = permute_local(nearest_neighbours(line, 5, Metric::planar), x, "x", 99, 1, 1);
  EXPECT_THAT(p.lag, testing::Each(1.0));  // all others are neighbours: every arrangement ties
}

TEST(Islands, HaveNoScoreAndDoNotSpoilTheOthers) {
  const std::vector<double> x{1, 2, 3, 5, 9};
  const Weights weights(5, {{0, 1, 1}, {1, 0, 1}, {1, 2, 1}, {2, 1, 1}, {2, 3, 1}, {3, 2, 1}});
  const auto local = local_moran(weights, x, "x", Randomisation::conditional);
  EXPECT_EQ(local.i[4], 0);
  EXPECT_TRUE(std::isnan(local.z[4]));
  EXPECT_TRUE(std::isnan(getis_ord(weights, x, "x", GetisOrd::with_self, Style::binary)[4]));
  EXPECT_TRUE(std::isnan(permute_local(weights, x, "x", 9, 1, 1).lag[4]));
  EXPECT_EQ(quadrants(weights, x)[4], "");
  EXPECT_FALSE(std::isnan(local.z[0]));
}

TEST(BadInput, IsNamed) {
  const Weights weights(5, {{0, 1, 1}, {1, 0, 1}});
  const auto message = [&](const Weights& w, const std::vector<double>& x) -> std::string {
    try {
      moran(w, x, "net");
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(message(weights, {1, 2, std::nan(""), 4, 5}),
              testing::AllOf(testing::HasSubstr("'net'"), testing::HasSubstr("row 2")));
  EXPECT_THAT(message(weights, {3, 3, 3, 3, 3}), testing::HasSubstr("same value everywhere"));
  EXPECT_THAT(message(Weights(2, {{0, 1, 1}}), {1, 2}), testing::HasSubstr("at least 4"));
  EXPECT_THAT(message(Weights(5, {}), {1, 2, 3, 4, 5}),
              testing::HasSubstr("no unit has a neighbour"));
  const std::vector<double> negative{1, 2, -3, 4, 5};
  EXPECT_THROW(general_g(weights, negative, "x"), InputError);
  EXPECT_THROW(permute(weights, negative, "x", 0, 1, 1), InputError);
}

TEST(FalseDiscoveryRate, IsBenjaminiAndHochbergs) {
  // The worked example of Benjamini and Hochberg 1995, section 3.2: four of fifteen at 0.05.
  const std::vector<double> p{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                              0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000};
  EXPECT_EQ(fdr_threshold(p, 0.05), 0.0095);
  EXPECT_EQ(fdr_threshold(std::vector<double>{0.9, 0.8}, 0.05), 0);
}

TEST(HotSpots, AreClassedByScore) {
  const std::vector<double> z{2.58, 1.96, -1.65, 1.64, -3, std::nan("")};
  EXPECT_THAT(hot_spots(z),
              testing::ElementsAre("hot_99", "hot_95", "cold_90", "none", "cold_99", ""));
  EXPECT_THAT(hot_spots_fdr(std::vector<double>{4, 0.1, -0.2, std::nan("")}),
              testing::ElementsAre("hot_99", "none", "none", ""));
}

}  // namespace
}  // namespace terrabalance::pattern
