#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/landscape/metrics.hpp"
#include "kernels/landscape/second_sweep/second_sweep.hpp"
#include "tests/kernels/landscape/raster.hpp"

/// \file
/// Counts and numbers of patches near and beyond 2^31 and 2^32: from summaries made up, since such
/// rasters are too large for a test.
namespace terrabalance::landscape::test {
namespace {

constexpr std::int64_t width = 220000;  // that GRASS' r.clump overflows on
constexpr std::int64_t height = 240000;

PatchOptions options() {
  PatchOptions o{.classes = ClassTable::identity(256),
                 .raster_width = width,
                 .raster_height = height,
                 .cell = {30, 30},
                 .measured = {.moments = true}};
  o.keep_patches = true;
  return o;
}

/// A tile of the large raster that holds the picture.
Summary scan_at(const Raster& picture, const Tile& tile) {
  Tiles tiles(picture);
  TileView view = tiles.read({0, 0, picture.width, picture.height});
  view.tile = tile;
  return scan_patches(view, 0, options());
}

double value_of(const Landscape& landscape, const char* name) {
  for (const Metric& metric : metrics())
    if (metric.name == name) return metric.of_class(landscape, landscape.classes[0]);
  return std::nan("");
}

class Large : public testing::TestWithParam<std::int64_t> {};

/// Two tiles in the middle whose patches are said to go on far outside them.
TEST_P(Large, PatchesCountTheirCells) {
  const std::int64_t more = GetParam();
  const Raster ones = picture("1111");
  Summary whole = scan_at(ones, {100000, 120000, 4, 1});
  Summary right = scan_at(ones, {100004, 120000, 4, 1});
  for (Summary* summary : {&whole, &right}) {
    ASSERT_EQ(summary->patches.size(), 1U);
    summary->patches[0].cells += more;
    summary->patches[0].horizontal_sides += more;
    summary->patches[0].vertical_sides += more;
    summary->patches[0].sum_x += more * (width - 1);
    summary->patches[0].sum_y += more * (height - 1);
  }
  merge_patches(whole, std::move(right), Side::right, options());
  close_patches(whole, options());
  ASSERT_EQ(whole.closed.size(), 1U);
  const Patch& patch = whole.closed[0];
  EXPECT_EQ(patch.cells, 2 * more + 8);
  EXPECT_EQ(patch.horizontal_sides, 2 * more + 16);
  EXPECT_EQ(patch.vertical_sides, 2 * more + 2);
  EXPECT_EQ(patch.sum_x, 2 * more * (width - 1) + 8 * 100003 + 4);
  EXPECT_EQ(patch_id(patch), std::int64_t{120000} * width + 100000 + 1);

  const Landscape landscape = landscapes(whole, options().cell).at(0);
  const auto cells = static_cast<double>(patch.cells);
  EXPECT_DOUBLE_EQ(value_of(landscape, "ca"), cells * 0.09);
  EXPECT_DOUBLE_EQ(value_of(landscape, "area_mn"), cells * 0.09);
  EXPECT_DOUBLE_EQ(value_of(landscape, "mesh"), cells * 0.09);
  EXPECT_DOUBLE_EQ(value_of(landscape, "split"), 1);
  EXPECT_NEAR(value_of(landscape, "division"), 0, 1e-15);
  EXPECT_DOUBLE_EQ(value_of(landscape, "lpi"), 100);
}

/// As many patches as fit no 32-bit number, in many summaries of the same patches.
TEST_P(Large, PatchesAreCounted) {
  const std::int64_t times = GetParam();
  Patch patch;
  patch.class_index = 1;
  patch.cells = 3;
  patch.horizontal_sides = 6;
  patch.vertical_sides = 2;
  Summary whole;
  fold(patch, options().cell, {}, whole.classes[class_key(0, 1)], times);
  fold(patch, options().cell, {}, whole.classes[class_key(0, 1)], times);
  whole.zones[zone_key(0)].interior = 0;
  auto sent = from_bytes<Summary>(to_bytes(whole));
  const Landscape landscape = landscapes(sent, options().cell).at(0);
  const auto patches = static_cast<double>(2 * times);
  EXPECT_DOUBLE_EQ(value_of(landscape, "np"), patches);
  EXPECT_DOUBLE_EQ(value_of(landscape, "ca"), patches * 3 * 0.09);
  EXPECT_DOUBLE_EQ(value_of(landscape, "area_mn"), 3 * 0.09);
  EXPECT_DOUBLE_EQ(value_of(landscape, "area_sd"), 0);
  EXPECT_DOUBLE_EQ(value_of(landscape, "split"), patches);
  EXPECT_NEAR(value_of(landscape, "shape_mn"), 0.25 * 8 / std::sqrt(3.0), 1e-12);
}

/// Sides between classes.
TEST_P(Large, SidesAreCounted) {
  const std::int64_t sides = GetParam();
  Summary whole;
  Patch patch;
  patch.cells = sides;
  patch.horizontal_sides = patch.vertical_sides = sides;
  for (const ClassIndex c : {ClassIndex{1}, ClassIndex{2}}) {
    patch.class_index = c;
    fold(patch, options().cell, {}, whole.classes[class_key(0, c)]);
  }
  whole.adjacency[adjacency_key(0, 1, 2)].add({sides, sides});
  whole.adjacency[adjacency_key(0, 1, 2)].add({sides, sides});
  whole.zones[zone_key(0)].interior = 0;
  const Landscape landscape = landscapes(whole, options().cell).at(0);
  EXPECT_DOUBLE_EQ(value_of(landscape, "te"), 4 * 30.0 * static_cast<double>(sides));
}

INSTANTIATE_TEST_SUITE_P(Around, Large,
                         testing::Values((std::int64_t{1} << 31) - 3, (std::int64_t{1} << 31) + 1,
                                         (std::int64_t{1} << 32) - 3, (std::int64_t{1} << 32) + 1));

TEST(LargeRaster, HasLargePatchNumbers) {
  const Raster two = picture("12\n12");
  const Tile tile{width - 2, height - 2, 2, 2};
  Tiles tiles(two);
  TileView view = tiles.read({0, 0, 2, 2});
  view.tile = tile;
  PatchOptions o = options();
  o.keep_crossing = true;
  Summary whole = scan_patches(view, 0, o);
  close_patches(whole, o);
  const CrossingPatches crossing(whole);
  std::vector<std::int64_t> ids(4);
  label_patches(view, 0, o, crossing, ids);
  const std::int64_t first = (height - 2) * width + width - 2 + 1;
  EXPECT_GT(first, std::int64_t{1} << 32);
  EXPECT_EQ(ids, (std::vector<std::int64_t>{first, first + 1, first, first + 1}));
}

}  // namespace
}  // namespace terrabalance::landscape::test
