#pragma once

#include <string>

#include <gtest/gtest.h>

#include "tests/support/running.hpp"

namespace terrabalance::test {

/// A simulated study that takes a second or so in small tiles, made once for all tests of a file.
class WithStudy : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = new TemporaryFolder;
    const Outcome made =
        run("simulate --size 2048x2048 --years 2000,2010 --zones 5 -q -o " + *folder / "study");
    ASSERT_EQ(made.status, 0) << made.err;
  }
  static void TearDownTestSuite() {
    delete folder;
    folder = nullptr;
  }

  static std::string study() { return *folder / "study/study.toml"; }
  /// Options of a job that lasts. \param result  its name in the folder
  static std::string slow(const std::string& result) {
    return "landscape " + study() + " --metrics all --tile 64 --threads 1 -o " + *folder / result;
  }

  static inline TemporaryFolder* folder = nullptr;
};

}  // namespace terrabalance::test
