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

/// Neither program was asked for those.
bool needs_an_option(const Metric& metric) {
  return metric.cost >= Cost::contrast;
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
      if (needs_an_option(metric)) continue;
      const auto neighbour =
          std::lower_bound(whole.neighbours.begin(), whole.neighbours.end(), patch.first,
                           [](const Neighbour& n, std::int64_t first) { return n.patch < first; });
      computed[{patch.class_index, std::string(metric.name)}].push_back(
          metric.of_patch != nullptr
              ? metric.of_patch(patch, raster.cell, Convention::landscapemetrics)
              : neighbour->distance);
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

/// Columns of a FRAGSTATS file; every value of an index and class, in order of size.
std::map<std::string, std::vector<double>> read_fragstats(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::vector<std::string> names;
  std::map<std::string, std::vector<double>> values;
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    std::vector<std::string> row;
    for (std::string field; std::getline(fields, field, ',');) {
      field.erase(0, field.find_first_not_of(' '));
      field.erase(field.find_last_not_of(" \r") + 1);
      row.push_back(field);
    }
    if (names.empty()) {
      names = row;
      continue;
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string name = names[i];
      std::transform(name.begin(), name.end(), name.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      if (name == "lid" || name == "type" || name == "pid") continue;
      values[name].push_back(row[i] == "N/A" ? -1 : std::stod(row[i]));
    }
  }
  for (auto& [name, list] : values)
    std::sort(list.begin(), list.end());
  return values;
}

/// To half of the last of the four decimals that FRAGSTATS prints.
void expect_printed(const std::string& name, std::vector<double> ours,
                    const std::vector<double>& theirs) {
  for (double& value : ours)
    if (std::isnan(value)) value = -1;
  std::sort(ours.begin(), ours.end());
  ASSERT_EQ(ours.size(), theirs.size()) << name;
  for (std::size_t i = 0; i < ours.size(); ++i)
    EXPECT_NEAR(ours[i], theirs[i], 5.1e-5) << name;
}

/// What FRAGSTATS' program does otherwise than its manual: see docs/landscape-conformance.md.
bool off_the_manual(const std::string& raster, const std::string& name) {
  const std::string base = name.substr(0, name.find('_'));
  if (base == "gyrate" || base == "circle") return true;
  const std::vector<std::string> cores{"core", "dcore", "cai", "tca", "cpland", "ndca", "dcad"};
  return raster == "augusta_nlcd" && std::find(cores.begin(), cores.end(), base) != cores.end();
}

class Fragstats : public testing::TestWithParam<const char*> {};

TEST_P(Fragstats, EveryPrintedDigitAgrees) {
  SKIP_WITHOUT_REFERENCE();
  const std::string name = GetParam();
  const std::string folder = terrabalance::test::reference_folder();
  const Raster raster = read_raster(folder + "/data/landuse/" + name + ".tif");
  const auto options =
      options_for(raster, Directions::eight, {.hulls = true, .convention = Convention::fragstats});
  const auto whole = sweep_twice(raster, options, {.tile_width = 50, .tile_height = 64});
  const auto all = landscapes(whole.summary, raster.cell, 0, Convention::fragstats);
  ASSERT_EQ(all.size(), 1U);
  const std::string stem = folder + "/expected/landscape/" + name;
  for (const auto& [metric, values] : read_fragstats(stem + ".class")) {
    if (off_the_manual(name, metric)) continue;
    std::vector<double> ours;
    for (const LandscapeClass& c : all[0].classes)
      ours.push_back(find_metric(metric)->of_class(all[0], c));
    expect_printed("class " + metric, ours, values);
  }
  for (const auto& [metric, values] : read_fragstats(stem + ".land"))
    if (!off_the_manual(name, metric))
      expect_printed("landscape " + metric, {find_metric(metric)->of_landscape(all[0])}, values);
  const auto patches = read_fragstats(stem + ".patch");
  for (const Metric& metric : patch_metrics()) {
    if (patches.empty() || needs_an_option(metric) ||
        off_the_manual(name, std::string(metric.name)))
      continue;
    std::vector<double> ours;
    for (const Patch& patch : whole.summary.closed)
      if (metric.of_patch != nullptr)
        ours.push_back(metric.of_patch(patch, raster.cell, Convention::fragstats));
    for (const Neighbour& neighbour : whole.neighbours)
      if (metric.of_patch == nullptr) ours.push_back(neighbour.distance);
    expect_printed("patch " + std::string(metric.name), ours, patches.at(std::string(metric.name)));
  }
}

INSTANTIATE_TEST_SUITE_P(Rasters, Fragstats, testing::Values("landscape", "augusta_nlcd"));

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
