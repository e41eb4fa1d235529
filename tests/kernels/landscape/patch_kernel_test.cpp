#include "kernels/landscape/patches/patch_kernel.hpp"

#include <cmath>
#include <memory>
#include <random>
#include <tuple>

#include <gtest/gtest.h>

#include "kernels/landscape/second_sweep/box_tree.hpp"
#include "tests/kernels/landscape/raster.hpp"
#include "tests/kernels/landscape/twin.hpp"

namespace terrabalance::landscape::test {
namespace {

/// Cuts a rectangle at random places, again and again, and merges the parts.
Summary random_tree(Tiles& tiles, const Tile& tile, const PatchOptions& options,
                    std::mt19937& random) {
  const auto below = [&](std::int64_t n) {
    return std::uniform_int_distribution<std::int64_t>(1, n - 1)(random);
  };
  if (tile.cells() == 1 || below(8) == 1) return scan_patches(tiles.read(tile), 0, options);
  Tile one = tile;
  Tile two = tile;
  const bool right = tile.height == 1 || (tile.width > 1 && below(3) == 1);
  if (right) {
    one.width = below(tile.width);
    two.x += one.width;
    two.width -= one.width;
  } else {
    one.height = below(tile.height);
    two.y += one.height;
    two.height -= one.height;
  }
  Summary first = random_tree(tiles, one, options, random);
  merge_patches(first, random_tree(tiles, two, options, random), right ? Side::right : Side::below,
                options);
  return first;
}

void add_nearest(const Twin& twin, const CellSize& cell, Summary& summary) {
  for (std::size_t i = 0; i < twin.patches.size(); ++i) {
    if (std::isinf(twin.nearest[i])) continue;
    auto& totals = summary.classes[class_key(twin.patches[i].zone, twin.patches[i].class_index)];
    ++totals.neighboured;
    totals.enn.add(twin.nearest[i] / cell.dx);
  }
}

TEST(SecondSweep, EqualsFloodFillHoweverTheRasterIsCut) {
  std::mt19937 random(42);
  for (int trial = 0; trial < 1000; ++trial) {
    const Raster raster = random_raster(random);
    const Directions directions = trial % 2 == 0 ? Directions::eight : Directions::four;
    auto options =
        options_for(raster, directions, {.moments = true, .cores = true, .distances = true});
    if (trial % 3 == 0) {
      options.measured.hulls = true;
      options.measured.convention = Convention::fragstats;
    }
    if (trial % 5 == 0) {
      options.measured.contrast = true;
      for (ClassIndex a = 0; a < 5; ++a)
        for (ClassIndex b = 0; b < 5; ++b)
          options.contrast.set(a, b, static_cast<double>(random() % 11) / 10);
    }
    options.slack = 3;
    const Twin twin = brute_force(raster, directions, options.contrast);
    Summary expected = summary_of(twin, options);
    add_nearest(twin, raster.cell, expected);
    for (int i = 0; i < 4; ++i) {
      Cut cut;
      if (i > 0) {
        cut.tile_width = std::uniform_int_distribution<int>(1, 9)(random);
        cut.tile_height = std::uniform_int_distribution<int>(1, 9)(random);
        cut.ranks = std::uniform_int_distribution<int>(1, 4)(random);
      }
      const Whole whole = sweep_twice(raster, options, cut);
      ASSERT_TRUE(same(whole.summary, expected))
          << "trial " << trial << ", tiles of " << cut.tile_width << " x " << cut.tile_height
          << ", ranks " << cut.ranks;
      ASSERT_EQ(whole.summary.closed.size(), twin.patches.size());
      ASSERT_EQ(whole.neighbours.size(), twin.patches.size());
    }
  }
}

TEST(PatchKernel, MergesInAnyOrder) {
  std::mt19937 random(7);
  for (int trial = 0; trial < 1000; ++trial) {
    const Raster raster = random_raster(random);
    const Directions directions = trial % 2 == 0 ? Directions::eight : Directions::four;
    auto options = options_for(raster, directions, {.cores = true});
    options.slack = trial % 3 == 0 ? 0 : 10;
    Tiles tiles(raster);
    Summary whole = random_tree(tiles, {0, 0, raster.width, raster.height}, options, random);
    close_patches(whole, options);
    ASSERT_TRUE(same(whole, summary_of(brute_force(raster, directions), options))) << trial;
  }
}

TEST(PatchKernel, EqualsFloodFillHoweverTheRasterIsCut) {
  std::mt19937 random(20240607);
  for (int trial = 0; trial < 1000; ++trial) {
    const Raster raster = random_raster(random);
    const Directions directions = trial % 2 == 0 ? Directions::eight : Directions::four;
    auto options = options_for(raster, directions, {.cores = true});
    options.slack = 3;
    const Summary expected = summary_of(brute_force(raster, directions), options);
    for (int i = 0; i < 6; ++i) {
      Cut cut;
      if (i > 0) {
        cut.tile_width = std::uniform_int_distribution<int>(1, 9)(random);
        cut.tile_height = std::uniform_int_distribution<int>(1, 9)(random);
        cut.ranks = std::uniform_int_distribution<int>(1, 4)(random);
      }
      ASSERT_TRUE(same(sweep_patches(raster, options, cut), expected))
          << "trial " << trial << ", tiles of " << cut.tile_width << " x " << cut.tile_height
          << ", ranks " << cut.ranks;
    }
  }
}

TEST(DeepCores, EqualLookingAroundEveryCellHoweverTheRasterIsCut) {
  std::mt19937 random(11);
  std::int64_t cores = 0;
  for (int trial = 0; trial < 1000; ++trial) {
    Raster raster = random_raster(random);
    if (trial % 2 == 0)  // few codes: large patches
      for (auto& code : raster.codes)
        code = code < 3 ? 1 : code;
    if (trial % 4 == 0) raster.zones.clear();
    const Directions directions = trial % 3 == 0 ? Directions::four : Directions::eight;
    auto options = options_for(raster, directions, {.cores = true});
    options.slack = 3;
    options.edge_depth = 2 + trial % 3;
    const Twin twin = brute_force(raster, directions, {}, options.edge_depth);
    cores += static_cast<std::int64_t>(twin.cores.size());
    const Summary expected = summary_of(twin, options);
    for (int i = 0; i < 4; ++i) {
      Cut cut;
      if (i > 0) {
        cut.tile_width = std::uniform_int_distribution<int>(1, 9)(random);
        cut.tile_height = std::uniform_int_distribution<int>(1, 9)(random);
        cut.ranks = std::uniform_int_distribution<int>(1, 4)(random);
      }
      ASSERT_TRUE(same(sweep_patches(raster, options, cut), expected))
          << "trial " << trial << ", depth " << options.edge_depth << ", tiles of "
          << cut.tile_width << " x " << cut.tile_height << ", ranks " << cut.ranks;
    }
  }
  EXPECT_GT(cores, 200);
}

/// Rows of very different size: 3 degrees each, from near the pole on.
RowSizes rows_of(const Raster& raster) {
  Grid grid{raster.width, raster.height, {0, 2, 0, 80, 0, -3}, ""};
  constexpr double semi_major = 6378137;
  constexpr double inverse_flattening = 298.257223563;
  return {grid, terrabalance::CellSize::ellipsoidal(grid, semi_major, inverse_flattening),
          CellArea::ellipsoidal(grid, semi_major, inverse_flattening)};
}

TEST(RowSizes, AreThoseOfTheEllipsoid) {
  Raster raster;
  raster.width = 180;
  raster.height = 54;  // to 82 degrees south
  const RowSizes rows = rows_of(raster);
  double area = 0;
  for (std::int64_t y = 0; y < 54; ++y)
    area += 180 * static_cast<double>(rows.area(y)) * rows.area_unit();
  // Of WGS84's whole surface; authalic latitudes 79.956 N and 81.965 S (Snyder 1987, eq. 3-18).
  EXPECT_NEAR(area / 5.10065621724e14, 0.98742, 1e-4);
  // 2 degrees of the equator are 222639 m; 3 of a meridian there 331723 m.
  EXPECT_NEAR(static_cast<double>(rows.width(27)) * rows.length_unit(), 222639, 500);
  EXPECT_NEAR(static_cast<double>(rows.height(26)) * rows.length_unit(), 331723, 50);
  EXPECT_LT(rows.width(1), rows.width(0) * 2);
  EXPECT_GT(rows.width(1), rows.width(0));
}

TEST(RowSizes, AddUpTheSameHoweverTheRasterIsCut) {
  std::mt19937 random(5);
  for (int trial = 0; trial < 1000; ++trial) {
    const Raster raster = random_raster(random);
    const Directions directions = trial % 2 == 0 ? Directions::eight : Directions::four;
    auto options =
        options_for(raster, directions, {.moments = true, .cores = true, .distances = true});
    options.slack = 3;
    options.rows = std::make_shared<RowSizes>(rows_of(raster));
    options.cell.area_unit = options.rows->area_unit();
    options.cell.length_unit = options.rows->length_unit();
    options.measured.hulls = trial % 3 == 0;
    if (trial % 5 == 0) {
      options.measured.contrast = true;
      for (ClassIndex a = 0; a < 5; ++a)
        for (ClassIndex b = 0; b < 5; ++b)
          options.contrast.set(a, b, static_cast<double>(random() % 11) / 10);
    }
    const Twin twin = brute_force(raster, directions, options.contrast, 1, options.rows.get(),
                                  options.measured.hulls);
    Summary expected = summary_of(twin, options);
    add_nearest(twin, raster.cell, expected);
    for (int i = 0; i < 3; ++i) {
      Cut cut;
      if (i > 0) {
        cut.tile_width = std::uniform_int_distribution<int>(1, 9)(random);
        cut.tile_height = std::uniform_int_distribution<int>(1, 9)(random);
        cut.ranks = std::uniform_int_distribution<int>(1, 4)(random);
      }
      ASSERT_TRUE(same(sweep_twice(raster, options, cut).summary, expected))
          << "trial " << trial << ", tiles of " << cut.tile_width << " x " << cut.tile_height
          << ", ranks " << cut.ranks;
    }
  }
}

/// Great circles on a sphere as large as the ellipsoid there: distances by rows are near them.
TEST(RowSizes, HaveDistancesNearThoseOfGreatCircles) {
  const Grid grid{1000, 1000, {100, 0.01, 0, 65, 0, -0.01}, ""};
  constexpr double radius = 6371008;
  const RowSizes rows(grid, terrabalance::CellSize::ellipsoidal(grid, radius, 0),
                      CellArea::ellipsoidal(grid, radius, 0));
  const CellDistances distances({}, &rows);
  constexpr double radian = 3.14159265358979323846 / 180;
  for (const auto& [x, y, tolerance] :
       {std::tuple{10, 3, 1e-6}, std::tuple{60, 80, 1e-5}, std::tuple{400, 300, 5e-4}}) {
    for (const int row : {0, 400, 999 - y}) {
      const double a = (65 - 0.01 * (row + 0.5)) * radian;
      const double b = (65 - 0.01 * (row + y + 0.5)) * radian;
      const double haversine =
          std::pow(std::sin((b - a) / 2), 2) +
          std::cos(a) * std::cos(b) * std::pow(std::sin(0.005 * x * radian), 2);
      const double great_circle = 2 * radius * std::asin(std::sqrt(haversine));
      const double here =
          std::sqrt(distances.squared({0, 0, row, row, 1}, {x, x, row + y, row + y, 2}));
      EXPECT_NEAR(here / great_circle, 1, tolerance) << x << " " << y << " " << row;
    }
  }
}

}  // namespace
}  // namespace terrabalance::landscape::test
