#include "kernels/suitability/distance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "tests/kernels/change/layers.hpp"

namespace terrabalance {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Layers<std::uint8_t> random_raster(std::int64_t width, std::int64_t height, unsigned one_in) {
  Layers<std::uint8_t> layers;
  layers.grid.width = width;
  layers.grid.height = height;
  std::mt19937 random(11);
  std::vector<std::uint8_t> land(static_cast<std::size_t>(width * height));
  for (auto& cell : land)
    cell = one_in > 0 && random() % one_in == 0 ? 5 : 1;
  layers.years.push_back(land);
  layers.zones.assign(land.size(), 1);
  return layers;
}

std::vector<double> one_by_one(const Layers<std::uint8_t>& layers, double dx, double dy) {
  std::vector<double> metres(layers.zones.size(), infinity);
  const auto width = layers.grid.width;
  for (std::int64_t i = 0; i < layers.grid.cells(); ++i) {
    for (std::int64_t j = 0; j < layers.grid.cells(); ++j) {
      if (layers.years[0][static_cast<std::size_t>(j)] != 5) continue;
      const auto x = static_cast<double>(i % width - j % width) * dx;
      const auto y = static_cast<double>(i / width - j / width) * dy;
      auto& least = metres[static_cast<std::size_t>(i)];
      least = std::min(least, std::sqrt(x * x + y * y));
    }
  }
  return metres;
}

/// Both passes, strip by strip, as the job does them.
std::vector<double> transformed(const Layers<std::uint8_t>& layers, std::int64_t side, double dx,
                                double dy) {
  CodeSet set(65536, 0);
  set[5] = 1;
  const std::vector<CodeSet> targets{set};
  const auto ends = layers.sweep(ColumnEnds(targets), side);
  const Partition partition(layers.grid, side, side);
  const auto rows = static_cast<std::size_t>(partition.rows());
  EXPECT_EQ(ends.size(), rows);
  const auto neighbours = neighbours_of(ends, 0, rows);
  std::vector<double> metres(layers.zones.size());
  std::vector<std::int32_t> apart(layers.zones.size());
  const auto width = layers.grid.width;
  for (std::int64_t row = 0; row < partition.rows(); ++row) {
    for (std::int64_t column = 0; column < partition.columns(); ++column) {
      ZoneRuns runs;
      const Tile tile = partition.tile(row, column);
      column_distances(layers.view(tile, runs), set, neighbours[static_cast<std::size_t>(row)], 0,
                       width, apart.data() + tile.y * width + tile.x);
    }
  }
  RowDistances transform;
  for (std::int64_t y = 0; y < layers.grid.height; ++y) {
    const auto at = static_cast<std::size_t>(y * width);
    const auto n = static_cast<std::size_t>(width);
    const auto line = std::span<const std::int32_t>(apart).subspan(at, n);
    const auto out = std::span(metres).subspan(at, n);
    if (dx == dy) {
      transform.square(line, dx, out);
    } else {
      transform.oblong(line, dx, dy, out);
    }
  }
  return metres;
}

TEST(Distance, OfSquareCellsIsExactForEveryTileSize) {
  for (const unsigned one_in : {2U, 20U, 300U, 2000U}) {
    const auto layers = random_raster(61, 47, one_in);
    const auto expected = one_by_one(layers, 30, 30);
    for (const std::int64_t side : {1, 8, 13, 100}) {
      const auto found = transformed(layers, side, 30, 30);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        ASSERT_EQ(std::isinf(found[i]), std::isinf(expected[i]));
        if (std::isinf(expected[i])) continue;
        ASSERT_NEAR(found[i], expected[i], 1e-12 * expected[i])
            << one_in << " " << side << " " << i;
        const double squared = found[i] / 30 * (found[i] / 30);
        ASSERT_NEAR(squared, std::round(squared), 1e-9);
      }
      ASSERT_EQ(found, transformed(layers, 100, 30, 30));
    }
  }
}

TEST(Distance, OfOblongCells) {
  const auto layers = random_raster(61, 47, 200);
  const auto expected = one_by_one(layers, 20, 35);
  const auto found = transformed(layers, 10, 20, 35);
  for (std::size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(found[i], expected[i], 1e-12 * expected[i]);
}

TEST(Distance, ToAClassWithoutCellsIsInfinite) {
  for (const double metres : transformed(random_raster(10, 7, 0), 4, 1, 1))
    EXPECT_EQ(metres, infinity);
}

}  // namespace
}  // namespace terrabalance
