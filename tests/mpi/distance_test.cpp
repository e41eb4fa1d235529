#include "jobs/suitability/distance.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/mpi/world.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

/// \file
/// Distances across ranks and tiles are those that comparing every pair of cells gives.
namespace terrabalance {
namespace {

constexpr std::int64_t width = 70;
constexpr std::int64_t height = 59;

/// Bits of the distances of all cells, on every rank.
std::vector<std::int64_t> distances(const Runtime& runtime, const RasterStack& stack,
                                    std::int64_t tile_side, const std::string& scratch) {
  CodeSet water(65536, 0);
  water[5] = 1;
  std::vector<std::int64_t> own(static_cast<std::size_t>(width * height), 0);
  distances_to(runtime, runtime, stack.partition(tile_side), stack, {water}, scratch,
               [&](std::size_t, const Tile& tile, const Span2D<const float>& metres) {
                 for (std::int64_t y = 0; y < tile.height; ++y) {
                   std::ranges::transform(metres.row(y),
                                          own.begin() + (tile.y + y) * width + tile.x,
                                          [](float d) { return std::bit_cast<std::int32_t>(d); });
                 }
               });
  return runtime.communicator.sum(own);  // a cell is one rank's alone
}

TEST(MpiDistance, IsThatToTheNearestOfAllCells) {
  const Communicator& ranks = *test::world();
  std::mt19937 random(3);
  for (const unsigned one_in : {4U, 300U, 4000U}) {
    std::vector<double> land(static_cast<std::size_t>(width * height));
    for (double& cell : land)
      cell = random() % one_in == 0 ? 5 : 1;
    land[1234] = 5;
    std::vector<std::int64_t> expected;
    for (std::int64_t i = 0; i < width * height; ++i) {
      std::int64_t least = std::numeric_limits<std::int64_t>::max();
      for (std::int64_t j = 0; j < width * height; ++j) {
        if (land[static_cast<std::size_t>(j)] != 5) continue;
        const std::int64_t dx = i % width - j % width;
        const std::int64_t dy = i / width - j / width;
        least = std::min(least, dx * dx + dy * dy);
      }
      const auto metres = static_cast<float>(std::sqrt(static_cast<double>(least)) * 30);
      expected.push_back(std::bit_cast<std::int32_t>(metres));
    }
    const test::TemporaryFolder folder;  // each rank its own copy
    test::write_raster(folder / "land.tif", test::Picture(width, height, land),
                       {.creation = {"TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"}});
    const RasterStack stack({{2020, folder / "land.tif"}}, std::nullopt);
    for (const std::int64_t side : {16, 32, 80}) {
      for (const int threads : {1, 2}) {
        EXPECT_EQ(distances(test::distributed(threads), stack, side, folder / "ends"), expected)
            << "one in " << one_in << ", tiles of " << side << ", threads " << threads << ", "
            << ranks.size() << " ranks";
      }
    }
  }
}

}  // namespace
}  // namespace terrabalance
