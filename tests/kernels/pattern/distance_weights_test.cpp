#include "kernels/pattern/distance_weights.hpp"

#include <algorithm>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"

namespace terrabalance::pattern {
namespace {

Points scattered(std::size_t n, double west, double east, double south, double north) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> x(west, east);
  std::uniform_real_distribution<double> y(south, north);
  Points points;
  for (std::size_t i = 0; i < n; ++i) {
    points.x.push_back(x(random));
    points.y.push_back(y(random));
  }
  return points;
}

std::set<std::int32_t> nearest_by_sorting(const Points& points, std::size_t i, std::size_t k,
                                          Metric metric) {
  std::vector<std::pair<double, std::int32_t>> all;
  for (std::size_t j = 0; j < points.size(); ++j) {
    if (j != i) all.emplace_back(distance(points, i, j, metric), static_cast<std::int32_t>(j));
  }
  std::sort(all.begin(), all.end());
  std::set<std::int32_t> nearest;
  for (std::size_t m = 0; m < k; ++m)
    nearest.insert(all[m].second);
  return nearest;
}

TEST(NearestNeighbours, EqualSortingAllDistances) {
  for (const Metric metric : {Metric::planar, Metric::great_circle}) {
    const Points points = scattered(300, -180, 180, -80, 80);
    const Weights weights = nearest_neighbours(points, 7, metric);
    for (std::size_t i = 0; i < points.size(); ++i) {
      EXPECT_THAT(weights.neighbours(i),
                  testing::ElementsAreArray(nearest_by_sorting(points, i, 7, metric)));
    }
  }
}

TEST(NearestNeighbours, TiesGoToTheLowerIndex) {
  Points lattice;
  for (int y = 0; y < 9; ++y) {
    for (int x = 0; x < 9; ++x) {
      lattice.x.push_back(x);
      lattice.y.push_back(y);
    }
  }
  for (const std::size_t k : {1U, 2U, 3U, 5U, 6U, 11U}) {
    const Weights weights = nearest_neighbours(lattice, k, Metric::planar);
    for (std::size_t i = 0; i < lattice.size(); ++i) {
      EXPECT_THAT(weights.neighbours(i),
                  testing::ElementsAreArray(nearest_by_sorting(lattice, i, k, Metric::planar)));
    }
  }
}

TEST(NearestNeighbours, CoincidentPointsAreNeighbours) {
  const Points points{{0, 0, 0, 0, 5}, {0, 0, 0, 0, 5}};
  const Weights weights = nearest_neighbours(points, 2, Metric::planar);
  EXPECT_THAT(weights.neighbours(3), testing::ElementsAre(0, 1));
  EXPECT_THAT(weights.neighbours(0), testing::ElementsAre(1, 2));
}

TEST(DistanceBand, IncludesItsEdge) {
  const Points points{{0, 3, 0, 10}, {0, 4, 5, 10}};
  const Weights weights = distance_band(points, 5, Metric::planar);
  EXPECT_THAT(weights.neighbours(0), testing::ElementsAre(1, 2));
  EXPECT_TRUE(weights.neighbours(3).empty());
  EXPECT_EQ(least_band(points, Metric::planar), std::hypot(7, 6));
}

TEST(InverseDistance, IsAPowerOfTheDistance) {
  const Points points{{0, 3, 0}, {0, 4, 10}};
  const Weights weights = inverse_distance(points, 100, 2, Metric::planar);
  EXPECT_THAT(weights.values(0), testing::ElementsAre(1.0 / 25, 1.0 / 100));
}

TEST(GreatCircle, OneDegreeOfTheEquator) {
  const Points points{{179.5, -179.5}, {0, 0}};
  EXPECT_NEAR(distance(points, 0, 1, Metric::great_circle), 6371 * std::acos(-1.0) / 180, 1e-9);
  EXPECT_EQ(distance_band(points, 112, Metric::great_circle).links(), 2U);
}

TEST(DistanceWeights, RefuseWhatHasNoMeaning) {
  const Points points{{0, 0, 1}, {0, 0, 1}};
  EXPECT_THROW(nearest_neighbours(points, 3, Metric::planar), InputError);
  EXPECT_THROW(nearest_neighbours(points, 0, Metric::planar), InputError);
  EXPECT_THROW(distance_band(points, 0, Metric::planar), InputError);
  EXPECT_THROW(inverse_distance(points, 10, 1, Metric::planar), InputError);
  EXPECT_THROW(distance_band({{0, std::nan("")}, {0, 0}}, 1, Metric::planar), InputError);
}

}  // namespace
}  // namespace terrabalance::pattern
