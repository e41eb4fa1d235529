#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "kernels/landscape/metrics.hpp"
#include "tests/kernels/landscape/raster.hpp"
#include "tests/support/program.hpp"

/// \file
/// Every class and landscape value that landscapemetrics computed of the reference data.
namespace terrabalance::landscape::test {
namespace {

struct Case {
  const char* raster;
  const char* zones;  ///< nullptr: none
  const char* expected;
  Directions directions;
};

struct Expected {
  int zone = 0;
  std::string level;
  int class_code = -1;
  int id = -1;
  std::string metric;
  double value = 0;
};

std::vector<Expected> read_expected(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  const bool zoned = line.starts_with("zone");
  std::vector<Expected> rows;
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    const auto next = [&] {
      std::string field;
      std::getline(fields, field, ',');
      return field;
    };
    const auto number = [](const std::string& s, int none) {
      return s == "NA" ? none : std::stoi(s);
    };
    Expected row;
    if (zoned) row.zone = std::stoi(next());
    row.level = next();
    row.class_code = number(next(), -1);
    row.id = number(next(), -1);
    row.metric = next();
    const std::string value = next();
    row.value = value == "NA" ? std::numeric_limits<double>::quiet_NaN() : std::stod(value);
    rows.push_back(row);
  }
  return rows;
}

const Metric* find_metric(const std::string& name) {
  for (const Metric& metric : metrics())
    if (metric.name == name) return &metric;
  return nullptr;
}

double value_of(const std::vector<Landscape>& all, const Expected& row) {
  const Metric* const metric = find_metric(row.metric);
  if (metric == nullptr) throw std::runtime_error("no metric " + row.metric);
  for (const Landscape& landscape : all) {
    if (landscape.zone != row.zone) continue;
    if (row.level == "landscape") return metric->of_landscape(landscape);
    for (const LandscapeClass& c : landscape.classes)
      if (c.index == row.class_code) return metric->of_class(landscape, c);
  }
  throw std::runtime_error("no such class or zone");
}

bool agrees(double value, double expected) {
  if (std::isnan(value) || std::isnan(expected)) return std::isnan(value) == std::isnan(expected);
  return std::abs(value - expected) <= 1e-9 * std::max(std::abs(expected), 1e-3);
}

/// landscapemetrics numbers the patches of a class column by column, we row by row: compare the
/// values of each class as sorted lists.
TEST(PatchReference, EveryValueAgrees) {
  SKIP_WITHOUT_REFERENCE();
  const std::string folder = terrabalance::test::reference_folder();
  const Raster raster = read_raster(folder + "/data/landuse/landscape.tif");
  const auto whole = sweep_twice(raster, options_for(raster, Directions::eight, {}),
                                 {.tile_width = 7, .tile_height = 11, .ranks = 2});
  std::map<std::pair<int, std::string>, std::vector<double>> computed;
  std::map<std::pair<int, std::string>, std::vector<double>> expected;
  for (const Patch& patch : whole.summary.closed) {
    for (const Metric& metric : patch_metrics()) {
      const auto neighbour =
          std::lower_bound(whole.neighbours.begin(), whole.neighbours.end(), patch.first,
                           [](const Neighbour& n, std::int64_t first) { return n.patch < first; });
      computed[{patch.class_index, std::string(metric.name)}].push_back(
          metric.of_patch != nullptr ? metric.of_patch(patch, raster.cell) : neighbour->distance);
    }
  }
  for (const Expected& row : read_expected(folder + "/expected/landscape/landscape_d8_patch.csv"))
    expected[{row.class_code, row.metric}].push_back(row.value);
  ASSERT_FALSE(expected.empty());
  ASSERT_EQ(computed.size(), expected.size());
  for (auto& [key, values] : expected) {
    std::sort(values.begin(), values.end());
    auto& ours = computed[key];
    std::sort(ours.begin(), ours.end());
    ASSERT_EQ(ours.size(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_TRUE(agrees(ours[i], values[i]))
          << key.first << " " << key.second << ": " << ours[i] << ", expected " << values[i];
  }
}

class Reference : public testing::TestWithParam<Case> {};

TEST_P(Reference, EveryValueAgrees) {
  SKIP_WITHOUT_REFERENCE();
  const std::string folder = terrabalance::test::reference_folder();
  const Case& c = GetParam();
  Raster raster = read_raster(folder + "/data/landuse/" + c.raster);
  if (c.zones != nullptr) {
    const Raster zones = read_raster(folder + "/data/landuse/" + c.zones);
    raster.zones.assign(zones.codes.begin(), zones.codes.end());
  }
  const auto whole = sweep_twice(raster, options_for(raster, c.directions, {}),
                                 {.tile_width = 100, .tile_height = 64, .ranks = 3});
  const auto computed = landscapes(whole.summary, raster.cell);
  const auto expected = read_expected(folder + "/expected/landscape/" + c.expected);
  ASSERT_FALSE(expected.empty());
  std::map<std::string, int> wrong;
  for (const Expected& row : expected) {
    const double value = value_of(computed, row);
    if (agrees(value, row.value)) continue;
    if (wrong[row.level + " " + row.metric]++ == 0) {
      ADD_FAILURE() << row.level << " zone " << row.zone << " class " << row.class_code << " "
                    << row.metric << ": " << value << ", expected " << row.value;
    }
  }
  for (const auto& [name, count] : wrong)
    ADD_FAILURE() << name << ": " << count << " values are wrong";
}

INSTANTIATE_TEST_SUITE_P(
    Landscapemetrics, Reference,
    testing::Values(
        Case{"landscape.tif", nullptr, "landscape_d8.csv", Directions::eight},
        Case{"landscape.tif", nullptr, "landscape_d4.csv", Directions::four},
        Case{"augusta_nlcd.tif", nullptr, "augusta_nlcd_d8.csv", Directions::eight},
        Case{"lausanne250_2006.tif", nullptr, "lausanne250_2006_d8.csv", Directions::eight},
        Case{"lausanne250_2006.tif", nullptr, "lausanne250_2006_d4.csv", Directions::four},
        Case{"lausanne100_2006.tif", "lausanne100_zones.tif", "lausanne100_2006_zones_d8.csv",
             Directions::eight}),
    [](const auto& test) {
      std::string name = test.param.expected;
      std::replace_if(
          name.begin(), name.end(), [](char ch) { return std::isalnum(ch) == 0; }, '_');
      return name;
    });

}  // namespace
}  // namespace terrabalance::landscape::test
