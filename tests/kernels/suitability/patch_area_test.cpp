#include "kernels/suitability/patch_area.hpp"

#include <random>

#include <gtest/gtest.h>

#include "tests/kernels/change/layers.hpp"

namespace terrabalance {
namespace {

/// Cells of each cell's patch by flooding, eight neighbours.
std::vector<std::int64_t> flooded(const Layers<std::uint8_t>& layers, std::uint8_t code) {
  const std::int64_t width = layers.grid.width;
  const auto& land = layers.years[0];
  std::vector<std::int64_t> cells(land.size(), 0);
  for (std::size_t start = 0; start < land.size(); ++start) {
    if (land[start] != code || cells[start] != 0) continue;
    std::vector<std::size_t> patch{start};
    cells[start] = -1;
    for (std::size_t next = 0; next < patch.size(); ++next) {
      const auto x = static_cast<std::int64_t>(patch[next]) % width;
      const auto y = static_cast<std::int64_t>(patch[next]) / width;
      for (std::int64_t j = y - 1; j <= y + 1; ++j) {
        for (std::int64_t i = x - 1; i <= x + 1; ++i) {
          if (i < 0 || j < 0 || i >= width || j >= layers.grid.height) continue;
          const auto at = static_cast<std::size_t>(j * width + i);
          if (land[at] != code || cells[at] != 0) continue;
          cells[at] = -1;
          patch.push_back(at);
        }
      }
    }
    for (const std::size_t cell : patch)
      cells[cell] = static_cast<std::int64_t>(patch.size());
  }
  return cells;
}

TEST(PatchArea, IsThatOfTheWholePatchForEveryTileSize) {
  for (const unsigned percent : {20U, 40U, 60U}) {
    Layers<std::uint8_t> layers;
    layers.grid.width = 53;
    layers.grid.height = 41;
    std::mt19937 random(4);
    std::vector<std::uint8_t> land(53 * 41);
    for (auto& cell : land)
      cell = random() % 100 < percent ? 2 : 1;
    layers.years.push_back(land);
    layers.zones.assign(land.size(), 1);
    CodeSet codes(65536, 0);
    codes[2] = 1;
    const auto options = patches_of(codes, {0, 0, 53, 41});
    const auto expected = flooded(layers, 2);
    for (const std::int64_t side : {5, 16, 100}) {
      auto summary = layers.sweep(landscape::PatchKernel({options}), side);
      close_patches(summary[0], options);
      const landscape::CrossingPatches crossing(summary[0]);
      const Partition partition(layers.grid, side, side);
      for (std::int64_t row = 0; row < partition.rows(); ++row) {
        for (std::int64_t column = 0; column < partition.columns(); ++column) {
          const Tile tile = partition.tile(row, column);
          ZoneRuns runs;
          std::vector<std::int64_t> cells(static_cast<std::size_t>(tile.cells()));
          fill_patch_cells(layers.view(tile, runs), options, crossing, cells);
          for (std::int64_t i = 0; i < tile.cells(); ++i) {
            const auto whole =
                static_cast<std::size_t>((tile.y + i / tile.width) * 53 + tile.x + i % tile.width);
            ASSERT_EQ(cells[static_cast<std::size_t>(i)], expected[whole])
                << percent << " " << side;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace terrabalance
