#include "kernels/simulate/layers.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace terrabalance::simulation {
namespace {

constexpr std::int64_t side = 700;

World small_world() {
  World world{.seed = 7, .cell_size = 30, .scale = fitting_scale(30.0 * side), .coast = 19'500};
  const std::vector<City> cities{
      {.id = "1", .code = 1, .centre = {5'000, 6'000}, .area_km2 = 200},
      {.id = "2", .code = 2, .centre = {15'000, 12'000}, .area_km2 = 200}};
  world.centres = urban_centres(cities, world.cell_size, world.seed, *world.coast);
  return world;
}

/// Land use and night light of a whole grid, made tile by tile.
struct Rasters {
  std::vector<std::uint8_t> land;
  std::vector<std::uint16_t> light;
  std::vector<float> height;
};

Rasters make(int year, std::int64_t tile_width, std::int64_t tile_height) {
  const World world = small_world();
  const Stage stage = stage_of(year);
  Rasters made;
  made.land.resize(side * side);
  made.light.resize(side * side);
  made.height.resize(side * side);
  for (std::int64_t top = 0; top < side; top += tile_height) {
    for (std::int64_t x = 0; x < side; x += tile_width) {
      const std::int64_t width = std::min(tile_width, side - x);
      Landscape landscape(world, x, width);
      for (std::int64_t y = top; y < std::min(top + tile_height, side); ++y) {
        const LandRow row = landscape.row(y);
        const auto at = static_cast<std::size_t>(y * side + x);
        const auto count = static_cast<std::size_t>(width);
        land_use(row, stage, std::span(made.land).subspan(at, count));
        night_light(row, stage, std::span(made.light).subspan(at, count));
        elevation(row, world.cell_size, std::span(made.height).subspan(at, count));
      }
    }
  }
  return made;
}

TEST(SimulatedLayers, AreTheSameHoweverTheGridIsTiled) {
  const Rasters whole = make(2010, side, side);
  for (const auto& [width, height] : {std::pair{64, 64}, {512, 512}, {333, 100}, {1, 700}}) {
    const Rasters tiled = make(2010, width, height);
    EXPECT_EQ(tiled.land, whole.land) << width << " x " << height;
    EXPECT_EQ(tiled.light, whole.light) << width << " x " << height;
    EXPECT_EQ(tiled.height, whole.height) << width << " x " << height;
  }
}

TEST(SimulatedLayers, HoldEveryClassAndNothingElse) {
  for (const int year : {1990, 2020}) {
    std::array<int, 256> count{};
    for (const std::uint8_t code : make(year, side, side).land)
      ++count[code];
    for (std::size_t code = 1; code <= 7; ++code)
      EXPECT_GT(count[code], side * side / 500) << code << " in " << year;
    EXPECT_EQ(std::count(count.begin(), count.end(), 0), 256 - 7);
  }
}

TEST(SimulatedLayers, ConstructionStaysConstructionAndGrows) {
  constexpr auto built = static_cast<std::uint8_t>(Land::construction);
  auto before = make(1970, side, side).land;
  for (const int year : {1990, 2000, 2001, 2010, 2050}) {
    auto now = make(year, side, side).land;
    for (std::size_t i = 0; i < now.size(); ++i)
      ASSERT_TRUE(before[i] != built || now[i] == built) << year;
    EXPECT_GT(std::ranges::count(now, built), std::ranges::count(before, built));
    before = std::move(now);
  }
}

TEST(SimulatedLayers, LightsAreOnWherePeopleBuild) {
  const Rasters made = make(2010, side, side);
  constexpr auto built = static_cast<std::uint8_t>(Land::construction);
  for (std::size_t i = 0; i < made.land.size(); ++i) {
    ASSERT_TRUE(made.land[i] != built || made.light[i] >= 10);
  }
  EXPECT_GT(std::ranges::count(made.light, 0), side * side / 2);
  const std::size_t centre = 6'000 / 30 * side + 5'000 / 30;
  EXPECT_GT(made.light[centre], 100);
}

TEST(SimulatedLayers, OtherSeedsGiveOtherLand) {
  World world = small_world();
  std::vector<std::uint8_t> first(side);
  std::vector<std::uint8_t> second(side);
  land_use(Landscape(world, 0, side).row(300), stage_of(2010), first);
  world.seed = 8;
  land_use(Landscape(world, 0, side).row(300), stage_of(2010), second);
  EXPECT_NE(first, second);
}

}  // namespace
}  // namespace terrabalance::simulation
