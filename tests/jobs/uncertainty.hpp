#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/table.hpp"
#include "io/result/result_reader.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

/// \file
/// What the tests of the job `uncertainty` share.
namespace terrabalance {

constexpr const char* ranges_header = "id,dist,p1,p2,p3,p4,scope,source\n";

class Uncertainty : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  /// @ in arguments stands for the folder.
  test::Outcome run(std::string arguments, int ranks = 0) const {
    for (auto at = arguments.find('@'); at != std::string::npos; at = arguments.find('@', at + 1)) {
      if (arguments.compare(at, 2, "@/") == 0) arguments.replace(at, 1, folder_.path());
    }
    return test::run("uncertainty " + arguments, ranks);
  }
  void expect_done(const std::string& arguments) {
    const auto outcome = run(arguments + " -o @/out.h5");
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    messages = outcome.err;
  }
  void expect_refused(const std::string& arguments, const std::string& message) {
    const auto outcome = run(arguments + " -o @/refused.h5");
    EXPECT_EQ(outcome.status, 2) << arguments << outcome.err;
    EXPECT_THAT(outcome.err, testing::HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "refused.h5"));
  }
  Table table(const std::string& name) const {
    return read_table(folder_ / "out.h5", "uncertainty/" + name);
  }

  /// Two cities, two years, two classes, one fuel.
  void write_two_cities() const {
    write("areas.csv",
          "zone,year,class,area_ha\n"
          "a,2010,cropland,1000\na,2010,forest,4000\na,2020,cropland,900\na,2020,forest,4100\n"
          "b,2010,cropland,2000\nb,2010,forest,500\nb,2020,cropland,2100\nb,2020,forest,400\n");
    write("ranges.csv", std::string(ranges_header) + two_cities_ranges);
  }

  static constexpr const char* two_cities_ranges =
      "delta.cropland,normal,0.4,0.3,0.5,,,test\n"
      "delta.forest,normal,-0.6,-0.8,-0.4,,,test\n"
      "activity.coal@a@2010,normal,1000,800,1200,,,test\n"
      "activity.coal@a@2020,normal,2000,1800,2200,,,test\n"
      "activity.coal@b@2020,lognormal,500,400,620,,,test\n"
      "coal_factor.coal,uniform,0.7,0.73,,,,test\n"
      "ef.coal,triangular,0.7,0.75,0.8,,,test\n";

  test::TemporaryFolder folder_;
  std::string messages;
};

/// Rows of a table as texts "a|b|c", and a value of them.
class Rows {
 public:
  explicit Rows(Table table) : table_(std::move(table)) {}

  double value(const std::vector<std::pair<std::string, std::string>>& where,
               const std::string& column) const {
    const std::size_t row = find(where);
    return std::get<std::vector<double>>(this->column(column).values)[row];
  }
  std::string text(const std::vector<std::pair<std::string, std::string>>& where,
                   const std::string& column) const {
    return cell(this->column(column), find(where));
  }
  std::size_t find(const std::vector<std::pair<std::string, std::string>>& where) const {
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      bool all = true;
      for (const auto& [name, wanted] : where)
        all = all && cell(column(name), row) == wanted;
      if (all) return row;
    }
    throw std::runtime_error("no such row in " + table_.name);
  }
  std::size_t size() const { return table_.rows(); }

 private:
  const Column& column(const std::string& name) const {
    for (const Column& c : table_.columns) {
      if (c.name == name) return c;
    }
    throw std::runtime_error("no column " + name);
  }
  static std::string cell(const Column& column, std::size_t row) {
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
      return (*texts)[row];
    }
    if (const auto* counts = std::get_if<std::vector<std::int64_t>>(&column.values)) {
      return std::to_string((*counts)[row]);
    }
    return "";
  }
  Table table_;
};

}  // namespace terrabalance
