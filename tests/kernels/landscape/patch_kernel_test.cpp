#include "kernels/landscape/patches/patch_kernel.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

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
    for (std::size_t i = 0; i < twin.patches.size(); ++i) {
      if (std::isinf(twin.nearest[i])) continue;
      auto& totals = expected.classes[class_key(twin.patches[i].zone, twin.patches[i].class_index)];
      ++totals.neighboured;
      totals.enn.add(twin.nearest[i] / raster.cell.dx);
    }
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

}  // namespace
}  // namespace terrabalance::landscape::test
