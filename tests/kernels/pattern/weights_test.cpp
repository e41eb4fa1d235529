#include "kernels/pattern/weights.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"

namespace terrabalance::pattern {
namespace {

Weights random_weights(std::size_t n, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Link> links;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(n); ++i) {
    for (std::int32_t j = 0; j < static_cast<std::int32_t>(n); ++j) {
      if (i != j && random() % 4 == 0)
        links.push_back({i, j, 1.0 + static_cast<double>(random() % 3)});
    }
  }
  return Weights(n, links);
}

TEST(Weights, MomentsEqualTheDenseDefinition) {
  const std::size_t n = 17;
  const Weights weights = row_standardised(random_weights(n, 5));
  std::vector<double> dense(n * n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < weights.neighbours(i).size(); ++k)
      dense[i * n + static_cast<std::size_t>(weights.neighbours(i)[k])] = weights.values(i)[k];
  }
  double s0 = 0;
  double s1 = 0;
  double s2 = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double both = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const double pair = dense[i * n + j] + dense[j * n + i];
      s0 += dense[i * n + j];
      s1 += pair * pair / 2;
      both += pair;
    }
    s2 += both * both;
  }
  const WeightMoments found = moments(weights);
  EXPECT_NEAR(found.s0, s0, 1e-12);
  EXPECT_NEAR(found.s1, s1, 1e-12);
  EXPECT_NEAR(found.s2, s2, 1e-11);
}

TEST(Weights, RowsOfStyleWSumToOneAndIslandsStayEmpty) {
  const Weights weights =
      row_standardised(Weights(4, {{0, 1, 2}, {0, 2, 6}, {1, 0, 5}, {2, 0, 0}}));
  EXPECT_THAT(weights.values(0), testing::ElementsAre(0.25, 0.75));
  EXPECT_THAT(weights.values(1), testing::ElementsAre(1));
  EXPECT_THAT(islands(weights), testing::ElementsAre(2, 3));
}

TEST(Weights, RefusesWhatIsNoWeightsMatrix) {
  EXPECT_THROW(Weights(2, {{0, 0, 1}}), InputError);
  EXPECT_THROW(Weights(2, {{0, 2, 1}}), InputError);
  EXPECT_THROW(Weights(2, {{-1, 1, 1}}), InputError);
  EXPECT_THROW(Weights(2, {{0, 1, 1}, {0, 1, 1}}), InputError);
  EXPECT_THROW(Weights(2, {{0, 1, -1}}), InputError);
  EXPECT_THROW(Weights(2, {{0, 1, std::nan("")}}), InputError);
}

}  // namespace
}  // namespace terrabalance::pattern
