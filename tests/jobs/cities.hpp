#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/table.hpp"
#include "io/result/result_reader.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

/// \file
/// What the tests of the jobs on tables of cities share.
namespace terrabalance {

template <class T>
const std::vector<T>& values(const Table& table, const std::string& column) {
  for (const Column& c : table.columns) {
    if (c.name == column) return std::get<std::vector<T>>(c.values);
  }
  throw std::runtime_error("no column " + column);
}

/// The folder of a test; @ in arguments stands for it.
class Workplace {
 public:
  std::string path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
  }
  test::Outcome run(std::string arguments, int ranks = 0) const {
    for (auto at = arguments.find('@'); at != std::string::npos; at = arguments.find('@'))
      arguments.replace(at, 1, folder_.path());
    return test::run(arguments, ranks);
  }
  Table table(const std::string& file, const std::string& name) const {
    return read_table(path(file), name);
  }

 private:
  test::TemporaryFolder folder_;
};

class CityJobs : public testing::Test {
 protected:
  void expect_refused(const std::string& arguments, const testing::Matcher<std::string>& message) {
    const test::Outcome run = place.run(arguments);
    EXPECT_EQ(run.status, 2) << run.err;
    EXPECT_THAT(run.err, message);
    EXPECT_FALSE(std::filesystem::exists(place.path("out.h5")));
  }
  void expect_done(const std::string& arguments) {
    const test::Outcome run = place.run(arguments);
    ASSERT_EQ(run.status, 0) << run.err;
    messages = run.err;
  }

  Workplace place;
  std::string messages;
};

}  // namespace terrabalance
