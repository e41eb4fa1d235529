#include "kernels/landscape/patches/hull.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/landscape/second_sweep/smallest_circle.hpp"

namespace terrabalance::landscape::test {
namespace {

/// Radius of the smallest circle over two or three of the points that holds all: by trying all.
double by_trying_all(const std::vector<Point>& points) {
  double best = 1e300;
  // The circle through a, b and c; over a and b if c is one of them.
  const auto consider = [&](const Point& a, const Point& b, const Point& c) {
    Point centre{(a.x + b.x) / 2, (a.y + b.y) / 2};
    if (&c != &b) {
      const double d = 2 * ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
      if (d == 0) return;
      const double bb = (b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y);
      const double cc = (c.x - a.x) * (c.x - a.x) + (c.y - a.y) * (c.y - a.y);
      centre = {a.x + ((c.y - a.y) * bb - (b.y - a.y) * cc) / d,
                a.y + ((b.x - a.x) * cc - (c.x - a.x) * bb) / d};
    }
    const double reach = std::hypot(a.x - centre.x, a.y - centre.y);
    for (const Point& p : points)
      if (std::hypot(p.x - centre.x, p.y - centre.y) > reach * (1 + 1e-12)) return;
    best = std::min(best, reach);
  };
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      consider(points[i], points[j], points[j]);
      for (std::size_t k = 0; k < j; ++k)
        consider(points[i], points[j], points[k]);
    }
  }
  return best;
}

TEST(Hull, HasTheSmallestCircleAroundAllCorners) {
  std::mt19937 random(5);
  const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  for (int trial = 0; trial < 300; ++trial) {
    const CellSize cell{30, trial % 2 == 0 ? 30.0 : 20.0};
    Hull hull;
    std::vector<Point> corners;
    for (int run = 0; run < 4; ++run) {
      const int y = below(9);
      const int begin = below(9);
      const int end = begin + 1 + below(3);
      hull.add_run(y, begin, end);
      for (const int x : {begin, end})
        for (const int line : {y, y + 1})
          corners.push_back({x * cell.dx, line * cell.dy});
    }
    const double expected = by_trying_all(corners);
    EXPECT_NEAR(enclosing_radius(hull, cell), expected, 1e-9 * expected) << trial;
  }
}

TEST(Hull, OfPartsIsThatOfTheWholeInAnyOrder) {
  std::mt19937 random(6);
  const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  for (int trial = 0; trial < 100; ++trial) {
    Hull whole;
    Hull parts[3];
    for (int run = 0; run < 200; ++run) {
      const int y = below(300);
      const int begin = below(300);
      whole.add_run(y, begin, begin + 5);
      parts[below(3)].add_run(y, begin, begin + 5);
    }
    parts[2].add(parts[0]);
    parts[2].add(parts[1]);
    EXPECT_EQ(parts[2].corners(), whole.corners());
  }
}

TEST(Hull, OfASquareIsItsFourCorners) {
  Hull hull;
  for (int y = 0; y < 100; ++y)
    hull.add_run(y, 0, 100);
  EXPECT_EQ(hull.corners().size(), 4U);
  EXPECT_DOUBLE_EQ(enclosing_radius(hull, {1, 1}), 50 * std::sqrt(2.0));
}

}  // namespace
}  // namespace terrabalance::landscape::test
