#include "io/drivers.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "io/page/packing.hpp"
#include "io/simulated.hpp"

namespace terrabalance {
namespace {

/// Whether GDAL's start raised a soft limit of 64 open files to the hard one.
bool raises_limit() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = 64;
  setrlimit(RLIMIT_NOFILE, &files);
  start_gdal();
  getrlimit(RLIMIT_NOFILE, &files);
  return files.rlim_cur == files.rlim_max && files.rlim_max > 64;
}

TEST(Drivers, ThreadsMayOpenAsManyFilesAsTheHardLimitAllows) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // GDAL starts but once in a process
  EXPECT_EXIT(std::exit(raises_limit() ? 0 : 1), testing::ExitedWithCode(0), "");
}

/// Whether only the usual formats are known after files were asked about and a map was drawn.
bool stay_shut() {
  start_gdal();
  const std::array<std::uint8_t, 1> cell{1};
  const std::vector<Rgb> colours(2);
  return !says_simulated("/nowhere.tif") && png_url(1, 1, cell, colours).starts_with("data:") &&
         GetGDALDriverManager()->GetDriverByName("GTiff") != nullptr &&
         GetGDALDriverManager()->GetDriverByName("BMP") == nullptr;
}

TEST(Drivers, OthersStayShut) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(std::exit(stay_shut() ? 0 : 1), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace terrabalance
