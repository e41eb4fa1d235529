#include "io/raster/band_reader.hpp"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance {
namespace {

using test::Picture;
using test::RasterFile;
using testing::ElementsAre;
using testing::HasSubstr;

/// Codes of a tile, -1 for no value.
std::vector<int> codes(BandReader& reader, const Tile& tile) {
  const CodeLayer layer = reader.read_codes(tile);
  std::vector<int> result;
  std::visit(
      [&](const auto& cells) {
        for (std::int64_t y = 0; y < tile.height; ++y) {
          for (const auto code : cells.row(y))
            result.push_back(code == layer.nodata ? -1 : code);
        }
      },
      layer.cells);
  return result;
}

/// The same random picture in files of every layout reads the same, tile by tile.
TEST(BandReader, EveryLayoutOfAFileGivesTheSameTiles) {
  const test::TemporaryFolder folder;
  std::mt19937 generator(1);
  constexpr std::int64_t width = 100;
  constexpr std::int64_t height = 70;
  std::vector<double> values(width * height);
  for (double& value : values)
    value = std::uniform_int_distribution<int>(0, 9)(generator);
  const Picture picture(width, height, values);
  const std::vector<RasterFile> layouts{
      {.nodata = 0},
      {.nodata = 0, .creation = {"TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=16", "COMPRESS=LZW"}},
      {.nodata = 0, .creation = {"BLOCKYSIZE=1", "COMPRESS=DEFLATE"}},
      {.type = "UInt16", .nodata = 0, .creation = {"COMPRESS=ZSTD"}},
      {.type = "Int16", .nodata = 0},
      {.type = "Int32", .nodata = 0, .creation = {"TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"}},
      {.type = "UInt32", .nodata = 0},
  };
  for (std::size_t i = 0; i < layouts.size(); ++i) {
    const std::string path = folder / (std::to_string(i) + ".tif");
    test::write_raster(path, picture, layouts[i]);
    BandReader reader(path);
    for (const Tile& tile : {Tile{0, 0, 100, 70}, Tile{13, 7, 40, 33}, Tile{64, 64, 36, 6},
                             Tile{0, 69, 100, 1}, Tile{32, 16, 32, 16}}) {
      std::vector<int> expected;
      for (std::int64_t y = tile.y; y < tile.y + tile.height; ++y) {
        for (std::int64_t x = tile.x; x < tile.x + tile.width; ++x) {
          const int value = static_cast<int>(values[static_cast<std::size_t>(y * width + x)]);
          expected.push_back(value == 0 ? -1 : value);
        }
      }
      EXPECT_EQ(codes(reader, tile), expected) << "layout " << i << " tile at " << tile.x;
    }
  }
}

TEST(BandReader, NodataIsByValueByMaskOrAbsent) {
  const test::TemporaryFolder folder;
  const Picture picture("123");
  test::write_raster(folder / "absent.tif", picture);
  test::write_raster(folder / "value.tif", picture, {.nodata = 2});
  test::write_raster(folder / "mask.tif", picture, {.mask = {255, 0, 255}});
  test::write_raster(folder / "fraction.tif", picture, {.nodata = 2.5});
  const Tile row{0, 0, 3, 1};
  BandReader absent(folder / "absent.tif");
  BandReader value(folder / "value.tif");
  BandReader mask(folder / "mask.tif");
  BandReader fraction(folder / "fraction.tif");
  EXPECT_THAT(codes(absent, row), ElementsAre(1, 2, 3));
  EXPECT_THAT(codes(value, row), ElementsAre(1, -1, 3));
  EXPECT_THAT(codes(mask, row), ElementsAre(1, -1, 3));
  EXPECT_THAT(codes(fraction, row), ElementsAre(1, 2, 3));
}

TEST(BandReader, AMaskedRasterMayUseAll256Codes) {
  const test::TemporaryFolder folder;
  test::write_raster(folder / "m.tif", Picture(3, 1, {255, 0, 7}), {.mask = {255, 0, 255}});
  BandReader reader(folder / "m.tif");
  EXPECT_THAT(codes(reader, {0, 0, 3, 1}), ElementsAre(255, -1, 7));
}

TEST(BandReader, NegativeNodataOf16BitFilesIsNoCode) {
  const test::TemporaryFolder folder;
  test::write_raster(folder / "n.tif", Picture(4, 1, {-9999, 311, 1, 522}),
                     {.type = "Int16", .nodata = -9999});
  BandReader reader(folder / "n.tif");
  EXPECT_THAT(codes(reader, {0, 0, 4, 1}), ElementsAre(-1, 311, 1, 522));
}

TEST(BandReader, AValueThatIsNoCodeIsNamedWithItsCell) {
  const test::TemporaryFolder folder;
  test::write_raster(folder / "n.tif", Picture(2, 2, {1, 2, -7, 3}), {.type = "Int16"});
  BandReader reader(folder / "n.tif");
  try {
    reader.read_codes({0, 0, 2, 2});
    FAIL();
  } catch (const RunError& error) {
    EXPECT_THAT(error.what(), HasSubstr("value -7 at column 0, row 1"));
  }
}

TEST(BandReader, WeightsWithoutValueAreZeroAndNegativeOnesRefused) {
  const test::TemporaryFolder folder;
  test::write_raster(folder / "w.tif", Picture(3, 1, {0.5, -1, 2}),
                     {.type = "Float32", .nodata = -1});
  BandReader reader(folder / "w.tif");
  const auto weights = reader.read_weights({0, 0, 3, 1}).row(0);
  EXPECT_THAT(std::vector<float>(weights.begin(), weights.end()), ElementsAre(0.5F, 0.F, 2.F));
  test::write_raster(folder / "bad.tif", Picture(2, 1, {0.5, -1}), {.type = "Float32"});
  BandReader bad(folder / "bad.tif");
  EXPECT_THROW(bad.read_weights({0, 0, 2, 1}), InputError);
}

/// 1200 x 1100 cells with blocks of 256: some of one value, some of several.
Picture patchwork() {
  std::mt19937 generator(5);
  Picture picture(1200, 1100, std::vector<double>(1200 * 1100));
  for (std::int64_t y = 0; y < picture.height; ++y) {
    for (std::int64_t x = 0; x < picture.width; ++x) {
      const std::int64_t block = x / 256 + 5 * (y / 256);
      const bool patchy = block % 4 == 3 && y % 256 == 100;
      picture.cells[static_cast<std::size_t>(y * picture.width + x)] =
          patchy ? static_cast<double>(generator() % 9) : static_cast<double>(block % 3);
    }
  }
  return picture;
}

std::vector<std::int32_t> zones_by_cell(BandReader& reader, const Tile& tile) {
  ZoneRuns runs;
  reader.read_zones(tile, runs);
  std::vector<std::int32_t> zones(static_cast<std::size_t>(tile.cells()));
  for (std::int64_t y = 0; y < tile.height; ++y) {
    for (const ZoneRun& run : runs.row(y))
      std::fill_n(zones.begin() + y * tile.width + run.begin, run.end - run.begin, run.zone);
  }
  return zones;
}

TEST(BandReader, BlocksOfOneValueReadAsOthersDo) {
  const test::TemporaryFolder folder;
  const Picture picture = patchwork();
  for (const std::string codec : {"NONE", "DEFLATE", "ZSTD", "LZW", "PACKBITS"}) {
    for (const std::string type : {"Byte", "UInt16", "Int32"}) {
      SCOPED_TRACE(codec + " " + type);
      const std::string path = folder / (codec + type + ".tif");
      test::write_raster(path, picture,
                         {.type = type,
                          .nodata = 0,
                          .creation = {"TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256",
                                       "COMPRESS=" + codec, "SPARSE_OK=TRUE"}});
      BandReader reader(path);
      BandReader zones(path);
      std::int64_t uniform = 0;
      for (const std::int64_t side : {256, 512}) {
        for (std::int64_t y = 0; y < 1100; y += side) {
          for (std::int64_t x = 0; x < 1200; x += side) {
            const Tile tile{x, y, std::min<std::int64_t>(side, 1200 - x),
                            std::min<std::int64_t>(side, 1100 - y)};
            std::vector<int> expected;
            for (std::int64_t row = y; row < y + tile.height; ++row) {
              const auto* from = picture.cells.data() + row * 1200 + x;
              expected.insert(expected.end(), from, from + tile.width);
            }
            ASSERT_EQ(zones_by_cell(zones, tile), expected);
            std::ranges::replace(expected, 0, -1);
            ASSERT_EQ(codes(reader, tile), expected);
            const bool said = reader.read_codes(tile).uniform;
            uniform += said;
            if (said) {
              ASSERT_EQ(std::ranges::count(expected, expected.front()), tile.cells());
            }
          }
        }
      }
      // Blocks of one value that were seen before are known: all but the first of 1 and of 2.
      if (type == "Byte" && codec != "NONE") {
        EXPECT_GE(uniform, 8);
      }
    }
  }
}

}  // namespace
}  // namespace terrabalance
