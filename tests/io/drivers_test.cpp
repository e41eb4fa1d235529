#include "io/drivers.hpp"

#include <cstdlib>

#include <gtest/gtest.h>
#include <sys/resource.h>

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

}  // namespace
}  // namespace terrabalance
