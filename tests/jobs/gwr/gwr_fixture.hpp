#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/table.hpp"
#include "io/result/result_reader.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

/// \file
/// What the tests of `gwr` share. Data never stop a run: a place without a model is NA with a
/// status.
namespace terrabalance {

/// `gwr` as users run it, in a folder of its own.
class Gwr : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
  }
  /// Runs `terrabalance gwr`; @ stands for the folder of the test.
  test::Outcome run(std::string arguments, int ranks = 0) const {
    for (auto at = arguments.find('@'); at != std::string::npos; at = arguments.find('@'))
      arguments.replace(at, 1, folder_.path() + "/");
    return test::run("gwr " + arguments, ranks);
  }
  void fit(const std::string& arguments, int ranks = 0) {
    std::filesystem::remove(path("out.h5"));
    const test::Outcome outcome = run(arguments + " -o @out.h5", ranks);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    messages = outcome.err;
  }
  void expect_refused(const std::string& arguments, const testing::Matcher<std::string>& message) {
    std::filesystem::remove(path("out.h5"));
    const test::Outcome outcome = run(arguments + " -o @out.h5");
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_THAT(outcome.err, message);
    EXPECT_FALSE(std::filesystem::exists(path("out.h5")));
  }

  template <class T = double>
  std::vector<T> column(const std::string& table, const std::string& name) const {
    for (const Column& c : read_table(path("out.h5"), table).columns)
      if (c.name == name) return std::get<std::vector<T>>(c.values);
    throw std::runtime_error("no column " + name);
  }
  std::vector<std::int64_t> status() const { return column<std::int64_t>("gwr/local", "status"); }
  double summary(const std::string& name) const {
    const auto names = column<std::string>("gwr/summary", "name");
    const auto values = column("gwr/summary", "value");
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return values[i];
    throw std::runtime_error("no diagnostic " + name);
  }
  std::string print(const std::string& table) const {
    return test::run("table " + path("out.h5") + " " + table).out;
  }

  test::TemporaryFolder folder_;
  std::string messages;
};

}  // namespace terrabalance
