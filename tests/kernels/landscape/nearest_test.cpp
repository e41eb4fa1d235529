#include "kernels/landscape/second_sweep/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "kernels/landscape/second_sweep/neighbours.hpp"
#include "tests/kernels/landscape/raster.hpp"
#include "tests/kernels/landscape/twin.hpp"

namespace terrabalance::landscape::test {
namespace {

Raster empty_raster(std::int64_t width, std::int64_t height) {
  Raster raster;
  raster.width = width;
  raster.height = height;
  raster.nodata = 0;
  raster.codes.assign(static_cast<std::size_t>(width * height), 0);
  return raster;
}

std::uint8_t& code(Raster& raster, std::int64_t x, std::int64_t y) {
  return raster.codes[static_cast<std::size_t>(y * raster.width + x)];
}

/// Few patches far from each other: single cells, lines and combs.
Raster sparse_raster(std::mt19937& random) {
  const auto up_to = [&](std::int64_t n) {
    return std::uniform_int_distribution<std::int64_t>(0, n - 1)(random);
  };
  Raster raster = empty_raster(20 + up_to(60), 20 + up_to(60));
  raster.cell = {up_to(2) == 0 ? 30.0 : 29.97, up_to(2) == 0 ? 30.0 : 12.5};
  const std::int64_t things = 1 + up_to(12);
  for (std::int64_t i = 0; i < things; ++i) {
    const std::int64_t x = up_to(raster.width);
    const std::int64_t y = up_to(raster.height);
    const auto what = static_cast<std::uint8_t>(1 + up_to(2));
    const std::int64_t kind = up_to(4);
    const std::int64_t length = kind == 0 ? 1 : up_to(40);
    for (std::int64_t j = 0; j < length; ++j) {
      const std::int64_t px = kind == 1 || kind == 3 ? x + j : x;
      const std::int64_t py = kind == 2 ? y + j : y;
      if (px >= raster.width || py >= raster.height) break;
      code(raster, px, py) = what;
      for (std::int64_t k = 0; kind == 3 && j % 3 == 0 && k < 15 && py + k < raster.height; ++k)
        code(raster, px, py + k) = what;
    }
  }
  return raster;
}

TEST(Nearest, IsThatOfComparingEveryPairOfCellsHoweverFar) {
  std::mt19937 random(77);
  std::int64_t far = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const Raster raster = sparse_raster(random);
    const Directions directions = trial % 2 == 0 ? Directions::eight : Directions::four;
    auto options = options_for(raster, directions, {.moments = true});
    options.slack = trial % 3 == 0 ? 0 : 20;
    const Twin twin = brute_force(raster, directions);
    std::map<std::int64_t, double> expected;
    for (std::size_t i = 0; i < twin.patches.size(); ++i) {
      expected[twin.patches[i].first] = twin.nearest[i];
      far += std::isfinite(twin.nearest[i]) && twin.nearest[i] > 300 ? 1 : 0;
    }
    for (int i = 0; i < 4; ++i) {
      Cut cut;
      if (i > 0) {
        cut.tile_width = std::uniform_int_distribution<int>(1, 30)(random);
        cut.tile_height = std::uniform_int_distribution<int>(1, 30)(random);
        cut.ranks = std::uniform_int_distribution<int>(1, 4)(random);
      }
      const auto neighbours = sweep_twice(raster, options, cut).neighbours;
      ASSERT_EQ(neighbours.size(), expected.size());
      for (const Neighbour& n : neighbours)
        ASSERT_EQ(n.distance, expected.at(n.patch))
            << "trial " << trial << ", tiles of " << cut.tile_width << " x " << cut.tile_height
            << ", ranks " << cut.ranks << ", patch " << n.patch;
    }
  }
  EXPECT_GT(far, 300);
}

std::size_t remembered(const SecondSummary& summary) {
  std::size_t count = 0;
  for (const auto& [key, nearest] : summary.nearest.entries())
    count += nearest.outer.size() + nearest.open.size();
  return count;
}

/// The most that is remembered of all tiles above, whenever a row of tiles has been added.
std::size_t most_remembered(const Raster& raster, std::int64_t tile) {
  auto options = options_for(raster, Directions::eight, {.moments = true});
  options.keep_crossing = true;
  options.slack = 0;
  const Cut cut{.tile_width = tile, .tile_height = tile, .ranks = 1};
  Summary first = sweep_patches(raster, options, cut);
  const CrossingPatches crossing(first);
  std::size_t most = 0;
  sweep_tiles<SecondSummary>(
      raster, cut,
      [&](const TileView& view) {
        return scan_again(view, 0, options, crossing, {.nearest = true, .all = false});
      },
      [&](SecondSummary& above, SecondSummary&& below, Side side) {
        merge_again(above, std::move(below), side, options);
        if (side == Side::below) most = std::max(most, remembered(above));
      });
  return most;
}

Raster random_cells(std::int64_t height, unsigned percent) {
  std::mt19937 random(3);
  Raster raster = empty_raster(128, height);
  raster.nodata = -1;
  for (auto& c : raster.codes)
    c = random() % 100 < percent ? 1 : 0;
  return raster;
}
Raster checkerboard(std::int64_t height) {
  Raster raster = empty_raster(128, height);
  raster.nodata = -1;
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < 128; ++x)
      code(raster, x, y) = static_cast<std::uint8_t>((x + y) % 2);
  return raster;
}
/// Two combs of one class, back to back and far from each other: all cells are edges.
Raster combs(std::int64_t height) {
  Raster raster = empty_raster(128, height);
  for (std::int64_t y = 0; y < height; ++y)
    for (const std::int64_t side : {0, 80})
      for (std::int64_t x = side; x < side + 48; ++x)
        code(raster, x, y) = x == side || y % 2 == 0 ? 1 : 0;
  return raster;
}

TEST(Nearest, RemembersWhatGrowsWithTheBorderAndNotWithTheHeight) {
  const auto expect_flat = [](const std::string& name, const Raster& low, const Raster& high) {
    const std::size_t most = most_remembered(low, 32);
    EXPECT_GT(most, 0U) << name;
    EXPECT_LE(most_remembered(high, 32), 2 * most) << name;  // of eight times the cells
    // A small multiple of the perimeter of what has been seen and of the row that was added.
    EXPECT_LE(most, 2 * 2 * 8 * (128U + 32U)) << name;
  };
  expect_flat("41 %", random_cells(512, 41), random_cells(4096, 41));
  expect_flat("59 %", random_cells(512, 59), random_cells(4096, 59));
  expect_flat("1 %", random_cells(512, 1), random_cells(4096, 1));
  expect_flat("checkerboard", checkerboard(512), checkerboard(4096));
  // Both combs cross all rows, so the cells that each may need to find the other stay.
  EXPECT_LE(most_remembered(combs(256), 32), 2 * 2 * 2 * (128U + 256U));
}

}  // namespace
}  // namespace terrabalance::landscape::test
