#include "kernels/suitability/terrain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/sweep/halo.hpp"

namespace terrabalance {
namespace {

/// A raster of elevations; x to the right, y down, cells of 10 m.
struct Hill {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::vector<float> cells;

  template <class Elevation>
  Hill(std::int64_t w, std::int64_t h, const Elevation& z) : width(w), height(h) {
    for (std::int64_t y = 0; y < h; ++y) {
      for (std::int64_t x = 0; x < w; ++x)
        cells.push_back(static_cast<float>(z(static_cast<double>(x), static_cast<double>(y))));
    }
  }

  ElevationTile tile(const Tile& core, std::int64_t halo) const {
    const Tile outer = expanded(core, halo, {0, 0, width, height});
    return {{cells.data() + outer.y * width + outer.x, outer.width, outer.height, width},
            outer,
            core,
            width,
            height};
  }
  CellSize size() const {
    Grid grid{.width = width, .height = height};
    grid.geotransform = {0, 10, 0, 0, 0, -10};
    return CellSize::planar(grid, 1);
  }
  std::vector<float> slope(std::vector<float>* aspect = nullptr) const {
    std::vector<float> slopes(cells.size());
    std::vector<float> aspects(cells.size());
    slope_and_aspect(tile({0, 0, width, height}, 1), size(), slopes, aspects);
    if (aspect != nullptr) *aspect = aspects;
    return slopes;
  }
};

TEST(Slope, OfAPlaneIsTheSameEverywhereBordersIncluded) {
  const Hill east_falls(6, 5, [](double x, double) { return 100 - 10 * x; });
  std::vector<float> aspect;
  const auto slope = east_falls.slope(&aspect);
  for (std::int64_t y = 1; y < 4; ++y) {
    for (std::int64_t x = 0; x < 6; ++x) {
      EXPECT_FLOAT_EQ(slope[static_cast<std::size_t>(y * 6 + x)], 45);
      EXPECT_FLOAT_EQ(aspect[static_cast<std::size_t>(y * 6 + x)], 90);
    }
  }
  const Hill north_falls(4, 4, [](double, double y) { return 5 * y; });
  for (const float degrees : north_falls.slope(&aspect))
    EXPECT_NEAR(degrees, std::atan(0.5) * 180 / std::numbers::pi, 1e-5);
  EXPECT_FLOAT_EQ(aspect[5], 0);
}

TEST(Slope, OfLevelLandIsZeroAndHasNoAspect) {
  std::vector<float> aspect;
  for (const float degrees : Hill(3, 3, [](double, double) { return 7; }).slope(&aspect))
    EXPECT_EQ(degrees, 0);
  EXPECT_TRUE(std::isnan(aspect[4]));
}

TEST(Slope, MissingNeighboursAreAsTheCellItself) {
  Hill hill(3, 3, [](double x, double) { return 10 * x; });
  hill.cells[5] = std::numeric_limits<float>::quiet_NaN();  // east of the middle
  const auto slope = hill.slope();
  // East less west, weights 1 2 1: 20 - 0, twice 10 - 0 (the cell itself stands in), 20 - 0.
  EXPECT_NEAR(slope[4], std::atan(60 / 80.0) * 180 / std::numbers::pi, 1e-5);
  EXPECT_TRUE(std::isnan(slope[5]));
}

TEST(Terrain, IsTheSameForEveryTileSize) {
  const Hill hill(37, 29, [](double x, double y) {
    const double z = 50 * std::sin(x / 3) + 30 * std::cos(y / 4) + x * y / 40;
    return std::fmod(x * 7 + y * 3, 23) == 0 ? std::nan("") : z;
  });
  const auto slope = hill.slope();
  std::vector<float> reliefs(hill.cells.size());
  relief(hill.tile({0, 0, 37, 29}, 4), 4, reliefs);
  for (const std::int64_t side : {1, 5, 16}) {
    for (std::int64_t y = 0; y < 29; y += side) {
      for (std::int64_t x = 0; x < 37; x += side) {
        const Tile core = expanded({x, y, side, side}, 0, {0, 0, 37, 29});
        std::vector<float> part(static_cast<std::size_t>(core.cells()));
        std::vector<float> relief_part(part.size());
        slope_and_aspect(hill.tile(core, 1), hill.size(), part, {});
        relief(hill.tile(core, 4), 4, relief_part);
        for (std::int64_t i = 0; i < core.cells(); ++i) {
          const auto whole =
              static_cast<std::size_t>((core.y + i / core.width) * 37 + core.x + i % core.width);
          const auto p = static_cast<std::size_t>(i);
          ASSERT_EQ(std::isnan(part[p]), std::isnan(slope[whole]));
          if (std::isnan(part[p])) continue;
          ASSERT_EQ(part[p], slope[whole]);
          ASSERT_EQ(relief_part[p], reliefs[whole]);
        }
      }
    }
  }
}

TEST(Relief, IsHighestLessLowestOfTheWindow) {
  const Hill hill(5, 5, [](double x, double y) { return x == 4 && y == 4 ? 100 : x; });
  std::vector<float> reliefs(25);
  relief(hill.tile({0, 0, 5, 5}, 1), 1, reliefs);
  EXPECT_EQ(reliefs[0], 1);
  EXPECT_EQ(reliefs[12], 2);
  EXPECT_EQ(reliefs[24], 97);
}

TEST(CellSize, OfDegreesFollowsTheEllipsoid) {
  Grid grid{.width = 1, .height = 2};
  grid.geotransform = {0, 1, 0, 1, 0, -1};
  const auto size = CellSize::ellipsoidal(grid, 6378137, 298.257223563);
  // By the reduced latitude: a point of the meridian is (a cos b, a (1 - f) sin b).
  const double flatter = 1 - 1 / 298.257223563;
  const auto reduced = [&](double degrees) {
    return std::atan(flatter * std::tan(degrees * std::numbers::pi / 180));
  };
  const double parallel = 6378137 * std::cos(reduced(0.5));
  EXPECT_NEAR(size.width_m(0), parallel * std::numbers::pi / 180, 1e-6);
  EXPECT_NEAR(size.width_m(0), 111315.28, 0.005);
  const double b0 = reduced(0.4999);
  const double b1 = reduced(0.5001);
  const double chord =
      6378137 * std::hypot(std::cos(b0) - std::cos(b1), flatter * (std::sin(b1) - std::sin(b0)));
  EXPECT_NEAR(size.height_m(0), chord / 0.0002, 0.001);
  EXPECT_NEAR(size.height_m(0), 110574.36, 0.005);
}

}  // namespace
}  // namespace terrabalance
