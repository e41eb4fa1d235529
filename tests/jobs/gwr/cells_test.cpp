#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/table.hpp"
#include "io/result/result_reader.hpp"
#include "tests/support/program.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

// [gwr] places = "cells": the cells of a study's analysis grid instead of its cities.
namespace terrabalance {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::int64_t side = 160;
constexpr std::int64_t cell = 8;

class GwrOfCells : public testing::Test {
 protected:
  /// Writes a study, with maps or without, whose file ends in some sections. \return  its path
  std::string study(bool maps, const std::string& sections) const {
    const std::string path = folder_ / "study";
    std::filesystem::remove_all(path);
    const auto made = test::run("simulate --size 160x160 --years 2010 --zones 3 -q -o " + path);
    EXPECT_EQ(made.status, 0) << made.err;
    std::ifstream file(path + "/study.toml");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto at = text.find("maps = false");
    EXPECT_NE(at, std::string::npos);
    text.replace(at, 12, maps ? "maps = true" : "maps = false");
    std::ofstream(path + "/study.toml") << text << sections;
    return path + "/study.toml";
  }
  void expect_refused(const std::string& file, const testing::Matcher<std::string>& message) const {
    const auto outcome = test::run("run " + file + " -o " + result());
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_THAT(outcome.err, message);
  }
  std::string result() const { return folder_ / "out.h5"; }
  template <class T>
  std::vector<T> column(const std::string& table, const std::string& name) const {
    for (const Column& c : read_table(result(), table).columns)
      if (c.name == name) return std::get<std::vector<T>>(c.values);
    ADD_FAILURE() << "no column " << name;
    return {};
  }

  test::TemporaryFolder folder_;
};

const std::string with_grid = "\n[landscape]\ngrid_cell = \"8\"\n";

std::string gwr_of(const std::string& response) {
  return "[gwr]\nplaces = \"cells\"\nresponse = \"" + response +
         "\"\npredictors = [\"shdi\", \"pland.forest\"]\nbandwidth = 60\n";
}

/// The carbon of a cell of the grid, added up pixel by pixel.
struct Carbon {
  double source = 0;
  double sink = 0;
  double hectares = 0;

  void add(double net) {
    (net > 0 ? source : sink) += std::abs(net);
    hectares += 0.09;
  }
  double value(const std::string& response) const {
    const std::map<std::string, double> values{{"source", source},
                                               {"sink", sink},
                                               {"net", source - sink},
                                               {"intensity", (source - sink) / hectares}};
    return values.at(response);
  }
};

class ResponseOfCells : public GwrOfCells, public testing::WithParamInterface<std::string> {};

TEST_P(ResponseOfCells, IsTheCarbonOfTheirPixels) {
  const auto outcome =
      test::run("run " + study(true, with_grid + gwr_of(GetParam())) + " -o " + result());
  ASSERT_EQ(outcome.status, 0) << outcome.err;

  const auto net = test::read_raster(result() + ".maps/net_2010.vrt");
  ASSERT_EQ(net.size(), static_cast<std::size_t>(side * side));
  std::map<std::pair<std::int64_t, std::int64_t>, Carbon> cells;
  for (std::int64_t i = 0; i < side * side; ++i) {
    const double value = net[static_cast<std::size_t>(i)];
    if (std::isfinite(value)) cells[{i % side / cell, i / side / cell}].add(value);
  }
  const auto columns = column<std::int64_t>("gwr/local", "grid_column");
  const auto rows = column<std::int64_t>("gwr/local", "grid_row");
  const auto fitted = column<double>("gwr/local", "yhat");
  const auto residual = column<double>("gwr/local", "resid");
  ASSERT_GT(columns.size(), 100U);
  int known = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!std::isfinite(fitted[i])) continue;
    const double expected = cells.at({columns[i], rows[i]}).value(GetParam());
    EXPECT_NEAR(fitted[i] + residual[i], expected, 1e-9 * (1 + std::abs(expected)));
    ++known;
  }
  EXPECT_GT(known, 100);
  EXPECT_EQ(column<std::int64_t>("gwr/local", "year").front(), 2010);
  EXPECT_EQ(column<double>("gwr/local", "beta_pland.forest").size(), columns.size());
}

INSTANTIATE_TEST_SUITE_P(Carbon, ResponseOfCells,
                         testing::Values("net", "source", "sink", "intensity"),
                         [](const auto& test) { return test.param; });

TEST_F(GwrOfCells, SayWhatTheyLack) {
  expect_refused(study(true, "\n[landscape]\n" + gwr_of("net")),
                 AllOf(HasSubstr("grid_cell"), HasSubstr("[landscape]")));
  expect_refused(study(false, with_grid + gwr_of("net")), HasSubstr("maps = true"));
  std::string other = gwr_of("net");
  other.replace(other.find("shdi"), 4, "shadi");
  expect_refused(study(true, with_grid + other),
                 AllOf(HasSubstr("'shadi' is no index"), HasSubstr("shdi")));
}

}  // namespace
}  // namespace terrabalance
