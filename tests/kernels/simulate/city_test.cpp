#include "kernels/simulate/city.hpp"

#include <gtest/gtest.h>

namespace terrabalance::simulation {
namespace {

const Ring outer{{0, 0}, {10, 0}, {10, 8}, {0, 8}};
const Ring lake{{4, 3}, {6, 3}, {6, 5}, {4, 5}};
const Ring islet{{4.5, 3.5}, {5.5, 3.5}, {5.5, 4.5}, {4.5, 4.5}};

TEST(City, AreaTakesOutHolesAndCountsIslandsInThem) {
  EXPECT_DOUBLE_EQ(area({outer}), 80);
  EXPECT_DOUBLE_EQ(area({lake, outer}), 76);
  EXPECT_DOUBLE_EQ(area({outer, lake, islet}), 77);
}

TEST(City, CentreIsInsideEvenOfAHorseshoe) {
  const Ring horseshoe{{0, 0}, {10, 0}, {10, 10}, {7, 10}, {7, 2}, {2, 2}, {2, 10}, {0, 10}};
  const Point p = interior_point({horseshoe});
  EXPECT_DOUBLE_EQ(p[1], 5);
  EXPECT_DOUBLE_EQ(p[0], 8.5);
}

TEST(City, TownsStayOnTheLand) {
  const std::vector<City> cities{{.id = "1", .code = 1, .centre = {5e4, 9e4}, .area_km2 = 1e4}};
  const auto all = urban_centres(cities, 30, 1, 1e9);
  const auto ashore = urban_centres(cities, 30, 1, 9e4);
  EXPECT_EQ(all.size(), 9U);
  EXPECT_LT(ashore.size(), all.size());
  for (std::size_t i = 1; i < ashore.size(); ++i)
    EXPECT_LT(ashore[i].position[1], 9e4);
}

TEST(City, CentresAreNeverSmallerThanAFewCells) {
  const std::vector<City> cities{{.id = "1", .code = 1, .centre = {10, 10}, .area_km2 = 1e-3}};
  for (const UrbanCentre& centre : urban_centres(cities, 30, 1, 1e9))
    EXPECT_GE(centre.radius, 90);
}

}  // namespace
}  // namespace terrabalance::simulation
