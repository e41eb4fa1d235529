#include "kernels/landscape/window.hpp"

#include <cmath>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "kernels/landscape/metrics.hpp"
#include "tests/kernels/landscape/raster.hpp"

namespace terrabalance::landscape::test {
namespace {

const std::vector<WindowIndex> every_index = [] {
  std::vector<WindowIndex> indices;
  for (const auto metric : {WindowMetric::pland, WindowMetric::ed, WindowMetric::ai})
    for (ClassIndex c = 0; c < 5; ++c)
      indices.push_back({metric, c});
  for (const auto metric :
       {WindowMetric::ed, WindowMetric::shdi, WindowMetric::contag, WindowMetric::ai})
    indices.push_back({metric});
  return indices;
}();

const char* name_of(WindowMetric metric) {
  switch (metric) {
    case WindowMetric::pland:
      return "pland";
    case WindowMetric::ed:
      return "ed";
    case WindowMetric::shdi:
      return "shdi";
    case WindowMetric::contag:
      return "contag";
    case WindowMetric::ai:
      return "ai";
  }
  return "";
}

/// The index of a window cut out of the raster, by the indices of whole rasters.
double cut_out(const std::vector<Landscape>& window, const WindowIndex& index) {
  for (const Metric& metric : metrics()) {
    if (metric.name != name_of(index.metric)) continue;
    if (index.of_class == WindowIndex::whole_landscape) return metric.of_landscape(window.at(0));
    for (const LandscapeClass& c : window.at(0).classes)
      if (c.index == index.of_class) return metric.of_class(window[0], c);
  }
  return index.metric == WindowMetric::pland ? 0 : std::nan("");
}

/// The tile's cells and those around them, as far as the raster goes.
Tile with_halo(const Raster& raster, const Tile& tile, std::int64_t radius) {
  const std::int64_t x0 = std::max<std::int64_t>(0, tile.x - radius);
  const std::int64_t y0 = std::max<std::int64_t>(0, tile.y - radius);
  return {x0, y0, std::min(raster.width, tile.x + tile.width + radius) - x0,
          std::min(raster.height, tile.y + tile.height + radius) - y0};
}

/// Every index of every cell, by tiles of some size.
std::vector<std::vector<double>> whole_maps(const Raster& raster, std::int64_t radius,
                                            std::int64_t tile_side) {
  std::vector<std::vector<double>> result(every_index.size(),
                                          std::vector<double>(raster.codes.size(), std::nan("")));
  Tiles tiles(raster);
  const ClassTable classes = ClassTable::identity(1 << 16);
  for (std::int64_t y = 0; y < raster.height; y += tile_side) {
    for (std::int64_t x = 0; x < raster.width; x += tile_side) {
      const Tile inner{x, y, std::min(tile_side, raster.width - x),
                       std::min(tile_side, raster.height - y)};
      std::vector<std::vector<double>> maps(every_index.size());
      TileView view = tiles.read(with_halo(raster, inner, radius));
      view.core = inner;
      window_indices(view, 0, classes, raster.cell, radius, every_index, maps);
      for (std::size_t k = 0; k < maps.size(); ++k)
        for (std::size_t i = 0; i < maps[k].size(); ++i)
          result[k][static_cast<std::size_t>(
              (y + static_cast<std::int64_t>(i) / inner.width) * raster.width + x +
              static_cast<std::int64_t>(i) % inner.width)] = maps[k][i];
    }
  }
  return result;
}

TEST(Window, IsTheLandscapeAroundEveryCell) {
  std::mt19937 random(11);
  for (int trial = 0; trial < 60; ++trial) {
    const Raster raster = random_raster(random);
    const std::int64_t radius = trial % 7;
    const auto maps = whole_maps(raster, radius, 1 << 20);
    for (std::int64_t y = 0; y < raster.height; ++y) {
      for (std::int64_t x = 0; x < raster.width; ++x) {
        const Raster window = part_of(raster, with_halo(raster, {x, y, 1, 1}, radius));
        const auto i = static_cast<std::size_t>(y * raster.width + x);
        const bool counts = part_of(raster, {x, y, 1, 1}).codes[0] != 255;
        const auto all = landscapes(
            sweep_patches(window, options_for(window, Directions::eight, {}), {}), raster.cell);
        for (std::size_t k = 0; k < every_index.size(); ++k) {
          const double value = maps[k][i];
          const double expected = counts ? cut_out(all, every_index[k]) : std::nan("");
          if (std::isnan(expected)) {
            ASSERT_TRUE(std::isnan(value)) << trial << " " << name_of(every_index[k].metric);
          } else {
            ASSERT_NEAR(value, expected, 1e-9 * std::max(1.0, std::abs(expected)))
                << trial << " " << name_of(every_index[k].metric) << " of "
                << every_index[k].of_class << " at " << x << ", " << y;
          }
        }
      }
    }
  }
}

TEST(Window, IsTheSameForAnyTiles) {
  std::mt19937 random(12);
  for (int trial = 0; trial < 100; ++trial) {
    const Raster raster = random_raster(random);
    const std::int64_t radius = trial % 9;
    const auto expected = whole_maps(raster, radius, 1 << 20);
    const auto maps = whole_maps(raster, radius, 1 + trial % 11);
    for (std::size_t k = 0; k < maps.size(); ++k)
      for (std::size_t i = 0; i < maps[k].size(); ++i)
        ASSERT_TRUE(maps[k][i] == expected[k][i] ||
                    (std::isnan(maps[k][i]) && std::isnan(expected[k][i])))
            << trial;
  }
}

}  // namespace
}  // namespace terrabalance::landscape::test
