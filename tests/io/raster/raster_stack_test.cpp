#include "io/raster/raster_stack.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance {
namespace {

/// A file of one code with blocks of 64 x 32 cells.
RasterStack stack_of(const std::string& path, std::int64_t width, std::int64_t height) {
  const std::vector<double> cells(static_cast<std::size_t>(width * height), 1);
  test::write_raster(path, test::Picture(width, height, cells),
                     {.creation = {"TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=32"}});
  return {{{2000, path}}, std::nullopt};
}

TEST(RasterStack, CutsUsualTilesOfWholeBlocks) {
  const test::TemporaryFolder folder;
  RasterStack stack = stack_of(folder / "wide.tif", 400, 200);
  stack.set_usual_tile({256, 64});
  EXPECT_EQ(stack.partition({}).tile(0, 0), (Tile{0, 0, 256, 64}));
  EXPECT_EQ(stack.partition({}).tile(3, 1), (Tile{256, 192, 144, 8}));
  stack.set_usual_tile({200, 50});  // 10,000 cells, in whole blocks
  EXPECT_EQ(stack.partition({}).tile(0, 0), (Tile{0, 0, 256, 64}));
  EXPECT_EQ(stack.partition(100).tile(0, 0), (Tile{0, 0, 128, 128}));  // as asked for
}

TEST(RasterStack, CutsHigherTilesOfANarrowRaster) {
  const test::TemporaryFolder folder;
  RasterStack stack = stack_of(folder / "narrow.tif", 64, 400);
  stack.set_usual_tile({256, 64});
  EXPECT_EQ(stack.partition({}).columns(), 1);
  EXPECT_EQ(stack.partition({}).tile(0, 0), (Tile{0, 0, 64, 256}));
}

TEST(RasterStack, BeginsTilesWhereACacheLineDoes) {
  const test::TemporaryFolder folder;
  const RasterStack stack = stack_of(folder / "wide.tif", 400, 200);
  auto reader = stack.reader();
  for (const Tile& tile : {Tile{0, 0, 64, 32}, Tile{0, 0, 400, 200}, Tile{3, 5, 7, 11}}) {
    const auto& cells = std::get<Span2D<const std::uint8_t>>(reader.read(tile).codes[0].cells);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(cells.data) % 64, 0U) << tile.width;
  }
}

}  // namespace
}  // namespace terrabalance
