#include "jobs/simulate/simulate.hpp"

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "io/raster/band_reader.hpp"
#include "io/table/coefficients.hpp"
#include "io/table/statistics.hpp"
#include "io/zones/zones.hpp"
#include "jobs/study/study_file.hpp"
#include "tests/support/raster_file.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::ThrowsMessage;

class Simulate : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder = fs::path(testing::TempDir()) / "terrabalance_simulate" / test->name();
    fs::remove_all(folder);
    session.quiet = true;
    options.width = 600;
    options.height = 530;
    options.years = {2000, 2010};
    options.zones = 4;
    options.output = folder / "study";
  }
  void TearDown() override { fs::remove_all(folder); }

  std::string file(const std::string& name) const { return (options.output / name).string(); }

  Session session;
  SimulateOptions options;
  fs::path folder;
};

std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    files[entry.path().filename()] = {std::istreambuf_iterator<char>(in), {}};
  }
  return files;
}

TEST_F(Simulate, WritesAWholeStudyAndNothingElse) {
  simulate(session, options);
  std::set<std::string> names;
  for (const auto& [name, bytes] : contents(options.output)) {
    names.insert(name);
    EXPECT_FALSE(bytes.empty()) << name;
  }
  EXPECT_EQ(names,
            (std::set<std::string>{"landuse_2000.tif", "landuse_2010.tif", "nightlight_2000.tif",
                                   "nightlight_2010.tif", "dem.tif", "zones.tif", "zones.gpkg",
                                   "statistics.csv", "activities.csv", "study.toml"}));
}

TEST_F(Simulate, GivesTheSameBytesForAnyNumberOfThreadsAndOnEveryRun) {
  simulate(session, options);
  const auto first = contents(options.output);
  options.threads = 3;
  simulate(session, options);
  for (const auto& [name, bytes] : contents(options.output))
    EXPECT_TRUE(bytes == first.at(name)) << name;
}

TEST_F(Simulate, ZonePolygonsBurnToTheZoneRaster) {
  simulate(session, options);
  BandReader raster(file("zones.tif"));
  const Grid grid = raster.grid();
  const Tile all{0, 0, grid.width, grid.height};
  const auto cells = test::read_raster(file("zones.tif"));
  const Zones polygons = Zones::open({file("zones.gpkg"), "", "id", "name"}, grid, "grid");
  EXPECT_TRUE(polygons.warnings().empty());
  Zones::Reader reader(polygons);
  const ZoneRuns& runs = reader.read(all);
  std::int64_t burned = 0;
  for (std::int64_t y = 0; y < all.height; ++y) {
    for (const ZoneRun& run : runs.row(y)) {
      burned += run.end - run.begin;
      for (std::int64_t x = run.begin; x < run.end; ++x)
        ASSERT_EQ(std::to_string(std::lround(cells[static_cast<std::size_t>(y * all.width + x)])),
                  polygons.id(run.zone))
            << x << ' ' << y;
    }
  }
  EXPECT_EQ(burned, all.cells());
}

TEST_F(Simulate, EveryNumberSaysThatItIsSimulated) {
  simulate(session, options);
  const auto files = contents(options.output);
  for (const char* name : {"statistics.csv", "activities.csv"}) {
    std::istringstream lines(files.at(name));
    std::string line;
    std::getline(lines, line);
    EXPECT_EQ(line, "city,year,item,value,unit,source");
    while (std::getline(lines, line))
      EXPECT_TRUE(line.ends_with(",simulated")) << line;
  }
}

TEST_F(Simulate, ActivitiesAreThoseThatTheBuiltInFactorsKnow) {
  simulate(session, options);
  std::map<std::string, std::string> unit_of;
  for (const auto& factor : Coefficients::built_in().activities)
    unit_of[factor.item] = factor.base_unit;
  std::set<std::string> items;
  for (const Statistic& row : read_statistics(file("activities.csv"))) {
    items.insert(row.item);
    EXPECT_EQ(unit_of.at(row.item), row.unit) << row.item;
    EXPECT_GT(row.value, 0) << row.place;
  }
  EXPECT_EQ(items.size(), unit_of.size());
  EXPECT_EQ(read_statistics(file("statistics.csv")).size(), 4U * 2 * 8);
}

TEST_F(Simulate, PolygonsOfAFileBecomeTheCities) {
  simulate(session, options);
  SimulateOptions real = options;
  real.width = real.height = 0;
  real.cities = file("zones.gpkg");
  real.resolution = 100;
  real.output = folder / "cities";
  simulate(session, real);
  BandReader zones((real.output / "zones.tif").string());
  const Tile all{0, 0, zones.grid().width, zones.grid().height};
  const auto zone = test::read_raster((real.output / "zones.tif").string());
  const auto code = test::read_raster((real.output / "landuse_2010.tif").string());
  std::map<double, std::int64_t> cells;
  for (std::size_t i = 0; i < zone.size(); ++i) {
    ++cells[zone[i]];
    ASSERT_EQ(code[i] == 0, zone[i] == 0) << "cell " << i;
  }
  EXPECT_EQ(cells.size(), 5U);  // four cities and what lies around them
  EXPECT_NEAR(static_cast<double>(all.cells() - cells[0]) * 100 * 100, 600.0 * 530 * 30 * 30,
              600.0 * 530 * 30 * 30 * 0.01);
}

TEST_F(Simulate, RefusesWhatItCannotMake) {
  const auto message_of = [&](auto change) {
    SimulateOptions changed = options;
    change(changed);
    try {
      simulate(session, changed);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("nothing thrown");
  };
  EXPECT_THAT(message_of([](auto& o) { o.width = 0; }), HasSubstr("--size"));
  EXPECT_THAT(message_of([](auto& o) { o.width = std::int64_t{1} << 40; }), HasSubstr("--size"));
  EXPECT_THAT(message_of([](auto& o) {
                o.years = {2000, 2000};
              }),
              HasSubstr("2000 is given twice"));
  EXPECT_THAT(message_of([](auto& o) { o.years = {12}; }), HasSubstr("12 is not a year"));
  EXPECT_THAT(message_of([](auto& o) { o.zones = 0; }), HasSubstr("--zones"));
  EXPECT_THAT(message_of([](auto& o) { o.resolution = 0; }), HasSubstr("--resolution"));
  EXPECT_THAT(message_of([](auto& o) { o.output = "/proc/nowhere"; }),
              HasSubstr("give an output folder"));
  EXPECT_THAT(message_of([](auto& o) {
                o.width = o.height = 0;
                o.cities = "missing.geojson";
              }),
              HasSubstr("missing.geojson"));
}

TEST_F(Simulate, NamesTheFieldsWhereTheCitiesHaveNoSuchId) {
  simulate(session, options);
  SimulateOptions real = options;
  real.width = real.height = 0;
  real.cities = file("zones.gpkg");
  real.zone_id = "adcode";
  EXPECT_THAT([&] { simulate(session, real); },
              ThrowsMessage<InputError>(HasSubstr("--zone-id takes one of id, name")));
}

}  // namespace
}  // namespace terrabalance
