#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {
namespace {

using testing::HasSubstr;
using Row = std::map<std::string, std::string>;

/// Three years and two cities, cells of a hectare. 1 cropland, 2 forest, 5 construction, 0 nodata.
class Change : public testing::Test {
 protected:
  const TemporaryFolder folder;
  const RasterFile hectares{.nodata = 0, .geotransform = {500000, 100, 0, 2500000, 0, -100}};

  Change() {
    write_raster(folder / "lu_2000.tif", Picture("1122 1125 2260"), hectares);
    write_raster(folder / "lu_2010.tif", Picture("1155 1125 2260"), hectares);
    write_raster(folder / "lu_2020.tif", Picture("5155 1225 0266"), hectares);
    write_raster(folder / "zones.tif", Picture("7788 7788 7788"), hectares);
    write_text(folder / "energy.csv",
               "city,year,item,value,unit\n7,2000,raw_coal,0,t\n8,2000,raw_coal,10,t\n"
               "7,2010,raw_coal,0,t\n8,2010,raw_coal,20,t\n"
               "7,2020,raw_coal,5,t\n8,2020,raw_coal,30,t\n");
  }
  std::string rasters() const {
    std::string text;
    for (const char* year : {"2000", "2010", "2020"})
      text +=
          std::string(" --landuse ") + year + "=" + folder / ("lu_" + std::string(year) + ".tif");
    return text + " --zones " + folder / "zones.tif" + " --legend terrabalance ";
  }
  std::string out() const { return " -o " + folder / "out.h5"; }
  std::vector<Row> table(const std::string& name) const {
    const Outcome outcome = run("table " + folder / "out.h5" + " " + name);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return csv_rows(outcome.out);
  }
  double net(const std::string& zone, const std::string& year) const {
    for (const auto& row : table("account/balance")) {
      if (row.at("zone") == zone && row.at("year") == year && row.at("item") == "net") {
        return std::stod(row.at("value"));
      }
    }
    return std::nan("");
  }
};

TEST_F(Change, MatricesTrajectoriesAndCoverage) {
  ASSERT_EQ(run("-q change" + rasters() + out()).status, 0);
  std::map<std::tuple<std::string, std::string, std::string, std::string>, int> found;
  for (const auto& row : table("change/transition")) {
    if (row.at("zone") != "8") continue;
    found[{row.at("from_year"), row.at("to_year"), row.at("from"), row.at("to")}] =
        std::stoi(row.at("pixels"));
    EXPECT_EQ(row.at("area_ha"), row.at("pixels"));
  }
  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  EXPECT_EQ((found[Key{"2000", "2010", "forest", "construction"}]), 2);
  EXPECT_EQ((found[Key{"2000", "2010", "forest", "forest"}]), 1);
  EXPECT_EQ((found[Key{"2000", "2020", "forest", "construction"}]), 2);
  EXPECT_EQ((found.contains(Key{"2010", "2020", "construction", "forest"})), false);

  const auto trajectories = table("change/trajectory");
  const auto grown = std::ranges::find_if(trajectories, [](const Row& row) {
    return row.at("sequence") == "forest>construction>construction";
  });
  ASSERT_NE(grown, trajectories.end());
  EXPECT_EQ(grown->at("pixels"), "2");

  for (const auto& row : table("change/coverage")) {
    if (row.at("zone") == "8" && row.at("from_year") == "2000") {
      EXPECT_EQ(row.at("nodata_pixels"), "1");
    }
    if (row.at("zone") == "7" && row.at("to_year") == "2020") {
      EXPECT_EQ(row.at("nodata_pixels"), "1");
    }
  }
}

TEST_F(Change, EffectsOfAWholeMatrixSumToTheDifferenceOfTwoAccounts) {
  // Without nodata the two jobs look at the same cells.
  write_raster(folder / "lu_2000.tif", Picture("1122 1125 2265"), hectares);
  write_raster(folder / "lu_2010.tif", Picture("1155 1125 2265"), hectares);
  write_raster(folder / "lu_2020.tif", Picture("5155 1225 5266"), hectares);
  for (const std::string& activities : {std::string(), " --activities " + folder / "energy.csv"}) {
    ASSERT_EQ(run("-q change" + rasters() + activities + out()).status, 0);
    std::map<std::tuple<std::string, std::string, std::string>, double> sums;
    for (const auto& row : table("change/transition")) {
      sums[{row.at("zone"), row.at("from_year"), row.at("to_year")}] +=
          std::stod(row.at("carbon_effect"));
    }
    double of_trajectories = 0;
    for (const auto& row : table("change/trajectory"))
      of_trajectories += std::stod(row.at("carbon_effect"));
    ASSERT_EQ(run("-q account" + rasters() + activities + out()).status, 0);
    for (const auto& [key, sum] : sums) {
      const auto& [zone, from, to] = key;
      EXPECT_NEAR(sum, net(zone, to) - net(zone, from), 1e-9);
    }
    EXPECT_NEAR(of_trajectories,
                net("7", "2020") + net("8", "2020") - net("7", "2000") - net("8", "2000"), 1e-9);
  }
}

TEST_F(Change, IsTheSameForAllRanksThreadsAndTiles) {
  const auto all_tables = [&](const std::string& options, int ranks) {
    EXPECT_EQ(run("-q change" + rasters() + options + out(), ranks).status, 0);
    std::string text;
    for (const char* name :
         {"transition", "dynamics", "intensity", "trajectory", "strongest", "sankey", "coverage"}) {
      text += run("table " + folder / "out.h5" + " change/" + name).out;
    }
    return text;
  };
  const auto alone = all_tables("--threads 1", 0);
  EXPECT_EQ(all_tables("--threads 2 --tile 1", 0), alone);
  EXPECT_EQ(all_tables("--threads 2 --tile 2", 3), alone);
}

TEST_F(Change, MapsCodeFromAndToAndExplainThem) {
  for (const int ranks : {0, 2}) {
    ASSERT_EQ(
        run("-q change" + rasters() + " --tile 2 --map " + folder / "maps" + out(), ranks).status,
        0);
    const auto cells = read_raster(folder / "maps" + "/change_2000_2010.vrt");
    EXPECT_EQ(cells[0], 101);
    EXPECT_EQ(cells[2], 205);  // forest to construction
    EXPECT_EQ(cells[11], 0);   // nodata
  }
  EXPECT_TRUE(std::filesystem::exists(folder / "maps" + "/change_2000_2020.vrt"));
}

TEST_F(Change, OneYearIsNotEnough) {
  const Outcome outcome = run("change --landuse 2000=" + folder / "lu_2000.tif" + out());
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("two years or more"));
}

TEST_F(Change, AnotherGridIsRefusedOrAlignedWhenAskedTo) {
  // Half a cell further east, cells of 100.5 m.
  write_raster(folder / "lu_2010.tif", Picture("1155 1125 2260"),
               {.nodata = 0, .geotransform = {500060, 100.5, 0, 2500000, 0, -100.5}});
  const std::string years = "--landuse 2000=" + folder / "lu_2000.tif" +
                            " --landuse 2010=" + folder / "lu_2010.tif" + " --legend terrabalance ";
  const Outcome refused = run("change " + years + out());
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, testing::AllOf(HasSubstr("gdalwarp -r near"), HasSubstr("lu_2000.tif"),
                                          HasSubstr("100.5")));
  const Outcome aligned = run("change " + years + "--align nearest" + out());
  EXPECT_EQ(aligned.status, 0) << aligned.err;
  EXPECT_THAT(aligned.err, HasSubstr("resampled (nearest)"));
  EXPECT_THAT(run("table " + folder / "out.h5" + " provenance/notes").out,
              HasSubstr("resampled (nearest)"));
  // Centres at 50, 150, ... see the source cells that hold them: none, 0, 1, 2.
  int pixels = 0;
  for (const auto& row : table("change/transition"))
    pixels += std::stoi(row.at("pixels"));
  EXPECT_EQ(pixels, 8);  // columns 1 to 3 of three rows, less one nodata cell of 2000
}

/// Pixel by pixel twin on real data.
TEST_F(Change, NewGuineaPixelByPixel) {
  SKIP_WITHOUT_REFERENCE();
  const std::string data = reference_folder() + "/data/landuse/";
  const std::string years = " --landuse 2001=" + data +
                            "newguinea_2001.tif --landuse 2015=" + data + "newguinea_2015.tif ";
  ASSERT_EQ(run("-q change" + years + out()).status, 0);
  const auto a = read_raster(data + "newguinea_2001.tif");
  const auto b = read_raster(data + "newguinea_2015.tif");
  std::map<std::pair<int, int>, std::int64_t> expected;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != 255 && b[i] != 255) ++expected[{static_cast<int>(a[i]), static_cast<int>(b[i])}];
  }
  std::map<std::pair<int, int>, std::int64_t> found;
  std::map<std::string, double> first;
  for (const auto& row : table("change/transition")) {
    found[{std::stoi(row.at("from")), std::stoi(row.at("to"))}] = std::stoll(row.at("pixels"));
    first[row.at("from")] += std::stod(row.at("area_ha"));
  }
  EXPECT_EQ(found, expected);
  for (const auto& [land_class, area] : first) {
    std::int64_t pixels = 0;
    for (const auto& [key, count] : expected)
      pixels += std::to_string(key.first) == land_class ? count : 0;
    EXPECT_NEAR(area, static_cast<double>(pixels) * 9, 1e-6);
  }
}

TEST_F(Change, LausanneNeedsAligningAndThenEqualsGdalwarp) {
  SKIP_WITHOUT_REFERENCE();
  const std::string data = reference_folder() + "/data/landuse/";
  const std::string first = " --landuse 2006=" + data + "lausanne100_2006.tif ";
  const std::string second = data + "lausanne100_2012.tif";
  const Outcome refused = run("change" + first + "--landuse 2012=" + second + out());
  ASSERT_EQ(refused.status, 2);
  const auto command = refused.err.find("gdalwarp");
  ASSERT_NE(command, std::string::npos);
  std::string warp = refused.err.substr(command, refused.err.find("aligned.tif") - command);
  warp += folder / "aligned.tif" + " > /dev/null";
  if (std::system(warp.c_str()) != 0) GTEST_SKIP() << "no gdalwarp";
  ASSERT_EQ(run("-q change" + first + "--landuse 2012=" + folder / "aligned.tif" + out()).status,
            0);
  const auto expected = run("table " + folder / "out.h5" + " change/transition").out;
  ASSERT_EQ(run("-q change" + first + "--align nearest --landuse 2012=" + second + out()).status,
            0);
  EXPECT_EQ(run("table " + folder / "out.h5" + " change/transition").out, expected);
}

}  // namespace
}  // namespace terrabalance::test
