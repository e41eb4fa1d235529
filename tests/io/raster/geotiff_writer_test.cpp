#include "io/raster/geotiff_writer.hpp"

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <random>
#include <span>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "engine/value/error.hpp"
#include "io/raster/band_reader.hpp"
#include "tests/support/raster_file.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::int64_t block = GeoTiffWriter::block;

class GeoTiff : public testing::Test {
 protected:
  void SetUp() override {
    // A folder a test: tests of one fixture may run at the same time.
    folder = fs::path(testing::TempDir()) / "terrabalance_geotiff" /
             testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  void TearDown() override { fs::remove_all(folder); }

  bool folder_is_empty() const {
    return fs::directory_iterator(folder) == fs::directory_iterator{};
  }

  const Grid grid{.width = 700, .height = 600, .geotransform = {10, 30, 0, 20, 0, -30}};
  fs::path folder;
};

/// A block of noise, which does not compress.
std::vector<std::uint16_t> noise_block(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::uint16_t> cells(block * block);
  for (auto& cell : cells)
    cell = static_cast<std::uint16_t>(random());
  return cells;
}

void write_noise(GeoTiffWriter& writer) {
  for (int i = 0; i < 4; ++i) {
    const auto cells = noise_block(static_cast<unsigned>(i));
    writer.write(i % 2, i / 2, std::as_bytes(std::span(cells)));
  }
}

TEST_F(GeoTiff, HoldsTheBlocksThatWereWritten) {
  const fs::path file = folder / "a.tif";
  GeoTiffWriter writer(file, grid, {.type = CellType::u16, .nodata = 0, .threads = 2});
  write_noise(writer);
  EXPECT_FALSE(fs::exists(file)) << "before it is complete";
  writer.finish();
  BandReader reader(file.string());
  EXPECT_EQ(reader.grid().geotransform, grid.geotransform);
  const auto cells = test::read_raster(file.string());
  for (const std::int64_t y : {0, 511, 512, 599}) {
    for (const std::int64_t x : {0, 511, 512, 699}) {
      const auto seed = static_cast<unsigned>(y / block * 2 + x / block);
      EXPECT_EQ(cells[static_cast<std::size_t>(y * grid.width + x)],
                noise_block(seed)[static_cast<std::size_t>(y % block * block + x % block)]);
    }
  }
}

TEST_F(GeoTiff, LeavesNothingWhenItIsNotFinished) {
  {
    GeoTiffWriter writer(folder / "a.tif", grid, {.type = CellType::u16});
    write_noise(writer);
  }
  EXPECT_TRUE(folder_is_empty());
}

TEST_F(GeoTiff, NamesTheFileThatCannotBeCreated) {
  const fs::path file = folder / "missing" / "a.tif";
  EXPECT_THAT([&] { GeoTiffWriter(file, grid, {}); },
              ThrowsMessage<InputError>(
                  AllOf(HasSubstr(file.string()), HasSubstr("folder that you may write to"))));
}

TEST_F(GeoTiff, FailsWithTheFilesNameWhenTheDiskIsFull) {
  // A limit on the size of files stands for a full disk.
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 300'000;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_THAT(
      [&] {
        GeoTiffWriter writer(folder / "a.tif", grid, {.type = CellType::u16});
        write_noise(writer);
        writer.finish();
      },
      ThrowsMessage<RunError>(AllOf(HasSubstr("a.tif"), HasSubstr("free space"))));
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_TRUE(folder_is_empty());
}

}  // namespace
}  // namespace terrabalance
