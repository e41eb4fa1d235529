#include "kernels/pattern/centre.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "kernels/pattern/inequality.hpp"

namespace terrabalance::pattern {
namespace {

TEST(MeanCentre, IsWeighted) {
  const Place centre = mean_centre({{0, 10}, {0, 20}}, std::vector<double>{1, 3});
  EXPECT_EQ(centre.x, 7.5);
  EXPECT_EQ(centre.y, 15);
  EXPECT_THROW(mean_centre({{0, 1}, {0, 1}}, std::vector<double>{0, 0}), InputError);
  EXPECT_THROW(mean_centre({{0, 1}, {0, 1}}, std::vector<double>{1, -1}), InputError);
}

TEST(Shift, HasDistanceAndAzimuth) {
  const Shift west = shift({0, 0}, {-3000, 0}, Metric::planar);
  EXPECT_EQ(west.distance_km, 3);
  EXPECT_EQ(west.azimuth_deg, 270);
  const Shift north = shift({108, 22}, {108, 23}, Metric::great_circle);
  EXPECT_NEAR(north.distance_km, 6371 * std::acos(-1.0) / 180, 1e-9);
  EXPECT_NEAR(north.azimuth_deg, 0, 1e-12);
  EXPECT_TRUE(std::isnan(shift({1, 1}, {1, 1}, Metric::planar).azimuth_deg));
}

TEST(Ellipse, FollowsTheSpread) {
  // Points on the line y = x: the major axis runs north-east, the minor one vanishes.
  const Points diagonal{{-1, 0, 1}, {-1, 0, 1}};
  const Ellipse e = deviational_ellipse(diagonal, std::vector<double>{1, 1, 1});
  EXPECT_NEAR(e.azimuth_deg, 45, 1e-12);
  EXPECT_NEAR(e.major, std::sqrt(4.0 / 3), 1e-12);
  EXPECT_NEAR(e.minor, 0, 1e-7);
  const Points cross{{-1, 1, 0, 0}, {0, 0, -2, 2}};
  const Ellipse upright = deviational_ellipse(cross, std::vector<double>{1, 1, 1, 1});
  EXPECT_NEAR(upright.azimuth_deg, 0, 1e-12);
  EXPECT_NEAR(upright.major, std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(upright.minor, std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(upright.eccentricity, std::sqrt(0.75), 1e-12);
  const Ellipse corrected =
      deviational_ellipse(cross, std::vector<double>{1, 1, 1, 1}, EllipseScale::crimestat);
  EXPECT_NEAR(corrected.major, 2 * upright.major, 1e-12);  // sqrt(2 * 4 / 2)
}

TEST(Inequality, OfKnownShares) {
  EXPECT_NEAR(gini(std::vector<double>{5, 5, 5}, "x"), 0, 1e-15);
  EXPECT_NEAR(gini(std::vector<double>{0, 0, 0, 8}, "x"), 0.75, 1e-15);
  EXPECT_NEAR(gini(std::vector<double>{1, 2, 3, 4}, "x"), 0.25, 1e-15);
  EXPECT_NEAR(theil(std::vector<double>{0, 8}, {}, "x").total, std::log(2.0), 1e-15);
  EXPECT_NEAR(coefficient_of_variation(std::vector<double>{2, 4}, "x"), 1.0 / 3, 1e-15);
  EXPECT_THROW(gini(std::vector<double>{1, -1}, "x"), InputError);
  EXPECT_THROW(theil(std::vector<double>{0, 0}, {}, "x"), InputError);
  EXPECT_THROW(theil(std::vector<double>{1, -1, 3}, {}, "x"), InputError);
  EXPECT_THROW(coefficient_of_variation(std::vector<double>{1, -1}, "x"), InputError);
}

TEST(Theil, SplitsIntoBetweenAndWithin) {
  const std::vector<double> x{1, 2, 3, 10, 20};
  const std::vector<std::string> groups{"a", "a", "a", "b", "b"};
  const Theil t = theil(x, groups, "x");
  const double within_a = theil(std::vector<double>{1, 2, 3}, {}, "x").total;
  const double within_b = theil(std::vector<double>{10, 20}, {}, "x").total;
  EXPECT_NEAR(t.within, within_a * 6 / 36 + within_b * 30 / 36, 1e-14);
  EXPECT_NEAR(t.total, t.between + t.within, 1e-15);
}

}  // namespace
}  // namespace terrabalance::pattern
