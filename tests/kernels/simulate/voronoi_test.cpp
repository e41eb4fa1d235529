#include "kernels/simulate/voronoi.hpp"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace terrabalance::simulation {
namespace {

std::int64_t square_distance(const Site& site, std::int64_t column, std::int64_t row) {
  const std::int64_t dx = site_unit * column + site_unit / 2 - site.x;
  const std::int64_t dy = site_unit * row + site_unit / 2 - site.y;
  return dx * dx + dy * dy;
}

std::int32_t nearest(const std::vector<Site>& sites, std::int64_t column, std::int64_t row) {
  std::int32_t best = 0;
  for (std::size_t i = 1; i < sites.size(); ++i) {
    if (square_distance(sites[i], column, row) <
        square_distance(sites[static_cast<std::size_t>(best)], column, row))
      best = static_cast<std::int32_t>(i);
  }
  return best;
}

std::vector<std::int32_t> zones_of_row(const Voronoi& voronoi, std::int64_t y, std::int64_t width) {
  std::vector<ZoneRun> runs;
  voronoi.row(y, width, runs);
  std::vector<std::int32_t> zones;
  for (const ZoneRun& run : runs) {
    EXPECT_EQ(run.begin, static_cast<std::int32_t>(zones.size()));
    zones.resize(static_cast<std::size_t>(run.end), run.zone);
  }
  return zones;
}

void expect_nearest_everywhere(const std::vector<Site>& sites, std::int64_t width,
                               std::int64_t height) {
  const Voronoi voronoi(sites);
  for (std::int64_t y = 0; y < height; ++y) {
    const auto zones = zones_of_row(voronoi, y, width);
    ASSERT_EQ(zones.size(), static_cast<std::size_t>(width));
    for (std::int64_t x = 0; x < width; ++x)
      ASSERT_EQ(zones[static_cast<std::size_t>(x)], nearest(sites, x, y)) << x << ' ' << y;
  }
}

TEST(Voronoi, GivesEachPixelToTheNearestSite) {
  for (const int count : {1, 2, 3, 15, 60}) {
    for (const std::uint64_t seed : {1U, 2U, 3U})
      expect_nearest_everywhere(scatter_sites(count, 90, 70, seed), 90, 70);
  }
}

TEST(Voronoi, GivesPixelsHalfwayToTheEarlierSite) {
  const auto at = [](std::int64_t x, std::int64_t y) {
    return Site{x * site_unit + site_unit / 2, y * site_unit + site_unit / 2};
  };
  expect_nearest_everywhere({at(2, 3), at(8, 3)}, 11, 7);
  expect_nearest_everywhere({at(8, 3), at(2, 3)}, 11, 7);
  expect_nearest_everywhere({at(5, 1), at(5, 5), at(5, 5)}, 11, 7);
}

bool inside(const Ring& ring, double x, double y) {
  bool in = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    if ((ring[i][1] > y) != (ring[j][1] > y) &&
        x < (ring[j][0] - ring[i][0]) * (y - ring[i][1]) / (ring[j][1] - ring[i][1]) + ring[i][0])
      in = !in;
  }
  return in;
}

TEST(Voronoi, PolygonsHoldTheCentresOfTheirPixels) {
  const Voronoi voronoi(scatter_sites(20, 120, 80, 4));
  const auto polygons = voronoi.polygons(120, 80);
  ASSERT_EQ(polygons.size(), 20U);
  for (std::int64_t y = 0; y < 80; ++y) {
    const auto zones = zones_of_row(voronoi, y, 120);
    for (std::size_t x = 0; x < zones.size(); ++x) {
      const auto& ring = polygons[static_cast<std::size_t>(zones[x])];
      ASSERT_TRUE(inside(ring, static_cast<double>(x) + 0.5, static_cast<double>(y) + 0.5));
    }
  }
}

TEST(Voronoi, PolygonsFillTheGrid) {
  double sum = 0;
  for (const Ring& ring : Voronoi(scatter_sites(37, 200, 100, 8)).polygons(200, 100))
    sum += area({ring});
  EXPECT_NEAR(sum, 20'000, 1e-6);
}

}  // namespace
}  // namespace terrabalance::simulation
