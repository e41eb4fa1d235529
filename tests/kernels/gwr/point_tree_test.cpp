#include "kernels/gwr/points/point_tree.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/gwr/points/neighbourhood.hpp"

namespace terrabalance::gwr {
namespace {

struct Cloud {
  std::vector<double> x;
  std::vector<double> y;
};

/// Clusters, lone points, duplicates and points on a lattice, whose distances tie.
Cloud cloud(std::size_t n, double scale) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> uniform(-1, 1);
  Cloud c;
  for (std::size_t i = 0; i < n; ++i) {
    const double spread = i % 3 == 0 ? 1 : 0.01;
    c.x.push_back(scale *
                  (i % 4 == 1 ? std::floor(8 * uniform(random)) / 8 : spread * uniform(random)));
    c.y.push_back(scale *
                  (i % 4 == 1 ? std::floor(8 * uniform(random)) / 8 : spread * uniform(random)));
  }
  return c;
}

std::vector<double> sorted_distances(const PointTree& tree, const Cloud& c, const Place& from) {
  std::vector<double> distances;
  for (std::size_t i = 0; i < c.x.size(); ++i) {
    const Place p = tree.place(c.x[i], c.y[i]);
    double d2 = 0;
    for (std::size_t d = 0; d < 3; ++d)
      d2 += (p[d] - from[d]) * (p[d] - from[d]);
    distances.push_back(tree.metric() == Metric::planar ? std::sqrt(d2) : great_circle_of(d2));
  }
  std::sort(distances.begin(), distances.end());
  return distances;
}

class Tree : public testing::TestWithParam<Metric> {};

TEST_P(Tree, NeighbourDistancesAreThoseOfASortedList) {
  for (const std::size_t n : {1UL, 2UL, 15UL, 16UL, 17UL, 700UL}) {
    const Cloud c = cloud(n, 40);
    const PointTree tree(c.x, c.y, GetParam());
    for (std::size_t k = 1; k <= n; k = 2 * k + 1) {
      std::vector<double> found(n);
      tree.neighbour_distances(k, 0, tree.leaves(), found.data());
      for (std::size_t p = 0; p < n; ++p) {
        const double expected = sorted_distances(tree, c, tree.place_at(p))[k - 1];
        EXPECT_NEAR(found[p], expected, 1e-12 * expected + 1e-300) << n << " " << k << " " << p;
        EXPECT_EQ(tree.neighbour_distance(tree.place_at(p), k), found[p]);
      }
    }
  }
}

TEST_P(Tree, SmallestAndLargestDistancesAreThoseOfAllPairs) {
  Cloud c = cloud(300, 40);
  c.x.erase(std::unique(c.x.begin(), c.x.end()), c.x.end());
  const PointTree tree(cloud(300, 40).x, cloud(300, 40).y, GetParam());
  double smallest = INFINITY;
  double largest = 0;
  for (std::size_t p = 0; p < tree.size(); ++p) {
    const auto sorted = sorted_distances(tree, cloud(300, 40), tree.place_at(p));
    smallest = std::min(smallest, sorted[1]);
    largest = std::max(largest, sorted.back());
  }
  EXPECT_NEAR(tree.smallest_distance(), smallest, 1e-12 * smallest);
  EXPECT_NEAR(tree.largest_distance(), largest, 1e-12 * largest);
}

TEST_P(Tree, WeightsAreThoseOfTheFormula) {
  const Cloud c = cloud(500, 40);
  const PointTree tree(c.x, c.y, GetParam());
  const double bandwidth = tree.largest_distance() / 5;
  for (const Kernel kernel :
       {Kernel::gaussian, Kernel::exponential, Kernel::bisquare, Kernel::tricube, Kernel::boxcar}) {
    Neighbourhood neighbourhood(tree, {kernel, GetParam(), false});
    for (std::size_t p = 0; p < tree.size(); p += 37) {
      double sum = 0;
      neighbourhood.visit(tree.place_at(p), bandwidth, [&](LeafList leaves, const double* w) {
        for (std::size_t i = 0; i < leaves.count * leaf_size; ++i)
          sum += w[i];
      });
      double expected = 0;
      for (const double d : sorted_distances(tree, c, tree.place_at(p)))
        expected += weight(kernel, d, bandwidth);
      EXPECT_NEAR(sum, expected, 1e-12 * expected) << name_of(kernel);
    }
  }
}

TEST_P(Tree, LeavingOutSmallWeightsLosesNoMoreThanPromised) {
  const Cloud c = cloud(500, 40);
  const PointTree tree(c.x, c.y, GetParam());
  const double bandwidth = tree.largest_distance() / 20;
  for (const Kernel kernel : {Kernel::gaussian, Kernel::exponential}) {
    const auto total = [&](double least) {
      double sum = 0;
      Neighbourhood(tree, {kernel, GetParam(), false, least})
          .visit(tree.place_at(11), bandwidth, [&](LeafList leaves, const double* w) {
            for (std::size_t i = 0; i < leaves.count * leaf_size; ++i)
              sum += w[i];
          });
      return sum;
    };
    EXPECT_LT(total(1e-3), total(0));
    EXPECT_GT(total(1e-3), total(0) - 500 * 1e-3);
  }
}

INSTANTIATE_TEST_SUITE_P(Metrics, Tree, testing::Values(Metric::planar, Metric::great_circle),
                         [](const auto& test) {
                           return test.param == Metric::planar ? "planar" : "great_circle";
                         });

TEST(GreatCircle, AQuarterOfTheEquatorIsAQuarterOfTheCircumference) {
  const std::vector<double> x{0, 90};
  const std::vector<double> y{0, 0};
  const PointTree tree(x, y, Metric::great_circle);
  EXPECT_NEAR(tree.largest_distance(), 6371 * std::acos(-1.0) / 2, 1e-9);
}

}  // namespace
}  // namespace terrabalance::gwr
