#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// A study of two years and two cities, small enough to be worked by hand. Cells of 100 m: 1 ha.
class Account : public testing::Test {
 protected:
  const TemporaryFolder folder;
  const RasterFile hectares{.nodata = 0, .geotransform = {500000, 100, 0, 2500000, 0, -100}};

  Account() {
    write_raster(folder / "lu_2000.tif", Picture("1122 1125 4460"), hectares);
    write_raster(folder / "lu_2010.tif", Picture("1155 1155 4460"), hectares);
    write_raster(folder / "zones.tif", Picture("7788 7788 7788"), hectares);
    write_text(folder / "energy.csv",
               "city,year,item,value,unit\n"
               "7,2000,raw_coal,0,t\n8,2000,raw_coal,10,t\n7,2010,raw_coal,1,10^4 "
               "t\n8,2010,raw_coal,20,t\n");
    write_text(
        folder / "statistics.csv",
        "city,year,item,value,unit\n"
        "7,2000,gdp,100,10^4 CNY\n8,2000,gdp,300,10^4 CNY\n7,2010,gdp,200,10^4 CNY\n"
        "8,2010,gdp,600,10^4 CNY\n7,2000,population,50,persons\n8,2000,population,100,persons\n"
        "7,2010,population,50,persons\n8,2010,population,100,persons\n");
  }

  std::string rasters() const {
    return "--landuse 2010=" + folder / "lu_2010.tif" +
           " --landuse 2000=" + folder / "lu_2000.tif" + " --zones " + folder / "zones.tif" +
           " --legend terrabalance ";
  }
  std::string out() const { return " -o " + folder / "out.h5"; }
  std::string tables() const {
    return " --activities " + folder / "energy.csv" + " --statistics " + folder / "statistics.csv";
  }
  std::string table(const std::string& name) const {
    const Outcome outcome = run("table " + folder / "out.h5 " + name);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return outcome.out;
  }
  double balance(const std::string& year, const std::string& zone, const std::string& item) const {
    for (const auto& row : csv_rows(table("account/balance"))) {
      if (row.at("year") == year && row.at("zone") == zone && row.at("item") == item) {
        return row.at("value") == "NA" ? std::nan("") : std::stod(row.at("value"));
      }
    }
    ADD_FAILURE() << "no " << item;
    return 0;
  }
  /// Runs `account` and expects status 2, a message with all parts, and no result.
  void expect_refused(const std::string& arguments, const std::vector<std::string>& parts) const {
    for (const int ranks : {0, 2}) {
      const Outcome outcome = run("account " + arguments + out(), ranks);
      EXPECT_EQ(outcome.status, 2) << outcome.err;
      for (const auto& part : parts)
        EXPECT_THAT(outcome.err, HasSubstr(part));
      const auto first = outcome.err.find("error: ");
      ASSERT_NE(first, std::string::npos) << outcome.err;
      EXPECT_EQ(outcome.err.find("error: ", first + 1), std::string::npos)
          << "said once: " << outcome.err;
      for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        EXPECT_EQ(entry.path().string().find("out.h5"), std::string::npos) << "a result was left";
      }
    }
  }
};

TEST_F(Account, LandUseIsCountedByYearZoneAndClass) {
  const Outcome outcome = run("account " + rasters() + tables() + out());
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(table("account/land_use"),
            "year,zone,class,pixels,area_ha\n"
            "2000,7,cropland,4,4\n2000,7,water,2,2\n"
            "2000,8,forest,3,3\n2000,8,construction,1,1\n2000,8,unused,1,1\n"
            "2010,7,cropland,4,4\n2010,7,water,2,2\n"
            "2010,8,construction,4,4\n2010,8,unused,1,1\n");
  EXPECT_THAT(table("account/coverage"), HasSubstr("2000,8,5,5,1,1\n")) << "one cell has no value";
}

TEST_F(Account, CarbonIsThatOfTheHand) {
  ASSERT_EQ(run("account " + rasters() + tables() + out()).status, 0);
  const double coal = 10e3 * 0.7143 * 0.7559 / 1000;
  EXPECT_DOUBLE_EQ(balance("2000", "8", "source"), coal);
  EXPECT_DOUBLE_EQ(balance("2000", "8", "sink"), 3 * 0.644 + 0.005);
  EXPECT_DOUBLE_EQ(balance("2000", "7", "source"), 4 * 0.422);
  EXPECT_DOUBLE_EQ(balance("2000", "7", "sink"), 2 * 0.253);
  EXPECT_DOUBLE_EQ(balance("2000", "8", "source_per_gdp"), coal / 300);
  EXPECT_DOUBLE_EQ(balance("2010", "8", "source"), 2 * coal);
  EXPECT_DOUBLE_EQ(balance("2000", "8", "ecc"), (300.0 / 400) / (coal / (coal + 4 * 0.422)));
}

TEST_F(Account, TheSameTablesForAllRanksThreadsAndTiles) {
  ASSERT_EQ(run("account " + rasters() + tables() + out()).status, 0);
  const std::string expected = table("account/land_use") + table("account/balance");
  for (int ranks = 1; ranks <= 4; ++ranks) {
    for (const char* more : {" --threads 1", " --threads 2 --tile 1", " --tile 3"}) {
      const Outcome outcome = run("account " + rasters() + tables() + more + out(), ranks);
      ASSERT_EQ(outcome.status, 0) << outcome.err;
      EXPECT_EQ(table("account/land_use") + table("account/balance"), expected) << ranks << more;
    }
  }
}

TEST_F(Account, AStudyFileSaysTheSameAsOptions) {
  ASSERT_EQ(run("account " + rasters() + tables() + out()).status, 0);
  const std::string expected = table("account/balance");
  write_text(folder / "study.toml",
             "[study]\nname = \"two cities\"\nyears = [2000, 2010]\noutput = \"out.h5\"\n"
             "[landuse]\nraster = \"lu_{year}.tif\"\nlegend = \"terrabalance\"\n"
             "[zones]\nsource = \"zones.tif\"\n[carbon]\nactivities = \"energy.csv\"\n"
             "[statistics]\ntable = \"statistics.csv\"\n");
  const Outcome outcome = run("account " + folder / "study.toml");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(table("account/balance"), expected);
}

TEST_F(Account, AStudyOverridesCoefficients) {
  write_text(folder / "study.toml",
             "[study]\nyears = [2000]\noutput = \"out.h5\"\n"
             "[landuse]\nraster = \"lu_{year}.tif\"\nlegend = \"terrabalance\"\n"
             "[carbon.land]\ncropland = { t_c_per_ha = 1.5, source = \"field\" }\n");
  const Outcome outcome = run("account " + folder / "study.toml");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_DOUBLE_EQ(balance("2000", "all", "source_cropland"), 4 * 1.5);
}

TEST_F(Account, WithoutZonesTheRasterIsOneZone) {
  ASSERT_EQ(run("account --landuse 2000=" + folder / "lu_2000.tif" + out()).status, 0);
  EXPECT_THAT(table("account/land_use"), HasSubstr("2000,all,1,4,4\n")) << "codes are classes";
  EXPECT_TRUE(std::isnan(balance("2000", "all", "net")));
}

TEST_F(Account, MapsSumToTheBalance) {
  write_raster(folder / "light_2000.tif", Picture("0000 0009 0000"), hectares);
  write_raster(folder / "light_2010.tif", Picture("0013 0024 0000"), hectares);
  const Outcome outcome = run("account " + rasters() + tables() + out() + " --weights " +
                                  folder / "light_{year}.tif" + " --maps " + folder / "maps",
                              2);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const double coal = 20e3 * 0.7143 * 0.7559 / 1000;
  const auto cells = read_raster(folder / "maps/net_2010.vrt");
  ASSERT_EQ(cells.size(), 12U);
  EXPECT_NEAR(cells[2], coal * 1 / 10, 1e-6) << "the share of its light";
  EXPECT_NEAR(cells[7], coal * 4 / 10, 1e-6);
  EXPECT_TRUE(std::isnan(cells[11])) << "no value";
  EXPECT_NEAR(cells[2] + cells[3] + cells[6] + cells[7] + cells[10], balance("2010", "8", "net"),
              1e-5);
  // City 7 burns coal but has no construction land to put it on: said, and not spread elsewhere.
  EXPECT_THAT(outcome.err, HasSubstr("city 7 has activities charged to construction but no cell"));
  EXPECT_NEAR(cells[0] + cells[1] + cells[4] + cells[5] + cells[8] + cells[9],
              balance("2010", "7", "net") - balance("2010", "7", "indirect"), 1e-6);
  EXPECT_TRUE(std::filesystem::exists(folder / "maps/net_2000.vrt"));
}

TEST_F(Account, RastersThatCannotBeUsedAreNamed) {
  expect_refused("--landuse 2000=" + folder / "none.tif", {"none.tif: no such file"});
  write_text(folder / "text.tif", "no raster");
  expect_refused("--landuse 2000=" + folder / "text.tif", {"text.tif: not a readable raster"});
  write_raster(folder / "float.tif", Picture("12"), {.type = "Float32"});
  expect_refused("--landuse 2000=" + folder / "float.tif", {"float.tif", "integer class codes"});
  write_raster(folder / "nocrs.tif", Picture("12"), {.epsg = 0});
  expect_refused("--landuse 2000=" + folder / "nocrs.tif",
                 {"nocrs.tif", "no coordinate reference system", "gdal_edit.py"});
  write_raster(folder / "other.tif", Picture("12"), hectares);
  expect_refused("--landuse 2000=" + folder / "lu_2000.tif --landuse 2010=" + folder / "other.tif",
                 {"other.tif", "lu_2000.tif", "gdalwarp", "-ts 4 3"});
  expect_refused(
      "--landuse 2000=" + folder / "lu_2000.tif --landuse 2000=" + folder / "lu_2010.tif",
      {"year 2000 is given twice"});
  expect_refused("--landuse " + folder / "lu_2000.tif", {"YEAR=FILE"});
}

TEST_F(Account, ADamagedBlockEndsTheRunWithItsNameAndStatusOne) {
  write_raster(folder / "good.tif", Picture(256, 256, std::vector<double>(65536, 1)),
               {.geotransform = hectares.geotransform,
                .creation = {"TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"}});
  std::filesystem::resize_file(folder / "good.tif",
                               std::filesystem::file_size(folder / "good.tif") - 20000);
  for (const int ranks : {0, 1, 3}) {
    const Outcome outcome = run("account --landuse 2000=" + folder / "good.tif" + out(), ranks);
    EXPECT_EQ(outcome.status, 1) << outcome.err;
    EXPECT_THAT(outcome.err,
                AllOf(HasSubstr("good.tif: cannot read block ("), HasSubstr("damaged")));
    EXPECT_FALSE(std::filesystem::exists(folder / "out.h5"));
  }
}

TEST_F(Account, UnknownCodesAreAllListedWithTheirCells) {
  write_raster(folder / "codes.tif", Picture("1288 8129"), hectares);
  expect_refused("--legend terrabalance --landuse 2000=" + folder / "codes.tif",
                 {"8 (3 cells in", "9 (1 cells in", "terrabalance"});
}

TEST_F(Account, CitiesAndTablesThatDoNotMatchAreNamed) {
  write_text(folder / "bad.csv", "city,year,item,value,unit\n7,2000,raw_coal,1,t\n");
  expect_refused(rasters() + "--activities " + folder / "bad.csv", {"raw_coal", "2000", "city 8"});
  write_text(folder / "bad.csv", "city,year,item,value,unit\n7,2000,peat,1,t\n");
  expect_refused(rasters() + "--activities " + folder / "bad.csv", {"bad.csv:2", "peat"});
  write_text(folder / "bad.csv", "city,year,item,value,unit\n7,2000,raw_coal,1,m3\n");
  expect_refused(rasters() + "--activities " + folder / "bad.csv", {"bad.csv:2", "m3", "kg"});
  write_text(folder / "bad.csv", "city,year,item,value,unit\n7,2000,electricity,1,kWh\n");
  expect_refused(rasters() + "--activities " + folder / "bad.csv",
                 {"bad.csv:2", "electricity", "emission factor"});
  write_text(folder / "bad.csv", "city,year,item,value,unit\n7,2000,gdp,1,t\n8,2000,gdp,1,t\n");
  expect_refused(rasters() + "--statistics " + folder / "bad.csv", {"bad.csv:2", "no currency"});
}

TEST_F(Account, ZonesWithoutACellAreRefused) {
  write_raster(folder / "none.tif", Picture("0000 0000 0000"), hectares);
  expect_refused("--landuse 2000=" + folder / "lu_2000.tif --zones " + folder / "none.tif",
                 {"none.tif", "no cell"});
}

TEST_F(Account, PlacesThatCannotBeWrittenAreRefusedBeforeAnythingIsRead) {
  const Outcome outcome = run("account " + rasters() + "-o /proc/nowhere/out.h5");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("/proc/nowhere/out.h5: cannot write"));
}

TEST_F(Account, AFullDiskIsReportedAndLeavesNoResult) {
  // A limit on the size of files stands in for the disk: none at all, and one met while writing.
  const Outcome none = run("account " + rasters() + tables() + out(), 0, "ulimit -f 10; ");
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.err, HasSubstr("out.h5: cannot write the result there"));
  const Outcome some = run("account " + rasters() + tables() + out(), 0, "ulimit -f 140; ");
  EXPECT_EQ(some.status, 1);
  EXPECT_THAT(some.err, HasSubstr("writing the result failed; check the space left"));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_EQ(entry.path().string().find("out.h5"), std::string::npos) << entry.path();
  }
}

TEST_F(Account, MistakesInAStudyFileAreNamedWithTheNearestKey) {
  const auto study = [&](const std::string& text) {
    write_text(folder / "study.toml", text);
    return folder / "study.toml";
  };
  expect_refused(study("[study]\nyears = [2000]\n[landuse]\nrastr = \"x\"\n"),
                 {"study.toml:4", "did you mean 'raster'?"});
  expect_refused(study("[study]\nyears = [2000]\n[landuze]\n"),
                 {"study.toml:3", "did you mean 'landuse'?"});
  expect_refused(study("[study]\nyears = 2000\n"), {"study.toml:2", "list of integers"});
  expect_refused(study("[study\n"), {"study.toml:1"});
  expect_refused(study("[study]\nyears = [2000, 2010]\n[landuse]\nraster = \"a.tif\"\n"),
                 {"{year}"});
  expect_refused(folder / "none.toml", {"none.toml", "no such study file"});
  expect_refused(study("[study]\nyears = [2000, 2005]\n[landuse]\nraster = \"lu_{year}.tif\"\n"),
                 {"lu_2005.tif: no such file"});
}

TEST_F(Account, LightThatIsAllZeroFallsBackToAreaAndSaysSo) {
  write_raster(folder / "dark_2000.tif", Picture("0000 0000 0000"), hectares);
  write_raster(folder / "dark_2010.tif", Picture("0000 0000 0000"), hectares);
  const Outcome outcome = run("account " + rasters() + tables() + out() + " --weights " +
                              folder / "dark_{year}.tif" + " --maps " + folder / "maps");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("all weights on construction of city 8 are 0"));
}

TEST(CommandLine, HelpAndVersionEndWithZeroAndNonsenseWithTwo) {
  EXPECT_EQ(run("--help").status, 0);
  EXPECT_EQ(run("account --help").status, 0);
  EXPECT_EQ(run("--version").status, 0);
  EXPECT_EQ(run("").status, 2);
  EXPECT_EQ(run("acount").status, 2);
  EXPECT_EQ(run("account --landuze 1=x").status, 2);
  EXPECT_EQ(run("coefficients activities").status, 0);
}

TEST(Reference, NewGuineasClassAreasEqualThoseOfOtherPrograms) {
  SKIP_WITHOUT_REFERENCE();
  const TemporaryFolder folder;
  const std::string data = reference_folder() + "/data/landuse/";
  const Outcome outcome =
      run("account --landuse 2001=" + data + "newguinea_2001.tif --zones " + data +
          "newguinea_ecoregions.gpkg --zone-id id -o " + folder / "out.h5");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  std::map<std::string, std::string> got;
  for (const auto& row : csv_rows(run("table " + folder / "out.h5 account/land_use").out)) {
    got[row.at("zone") + " " + row.at("class")] = row.at("pixels") + " " + row.at("area_ha");
  }
  std::ifstream file(reference_folder() + "/expected/landuse/newguinea_2001_zone_class.csv");
  std::stringstream text;
  text << file.rdbuf();
  const auto expected = csv_rows(text.str());
  EXPECT_EQ(got.size(), expected.size());
  for (const auto& row : expected) {
    EXPECT_EQ(got[row.at("zone") + " " + row.at("class")],
              row.at("pixels") + " " + row.at("area_ha"));
  }
}

TEST(Reference, NewGuineaIsBitIdenticalForRanksThreadsAndTiles) {
  SKIP_WITHOUT_REFERENCE();
  const TemporaryFolder folder;
  const std::string data = reference_folder() + "/data/landuse/";
  const std::string call = "account -q --landuse 2001=" + data +
                           "newguinea_2001.tif --landuse 2015=" + data +
                           "newguinea_2015.tif --legend cci-ipcc --zones " + data +
                           "newguinea_ecoregions.gpkg --zone-id id -o " + folder / "out.h5";
  std::string expected;
  for (const int ranks : {0, 1, 2, 3, 4}) {
    for (const char* more :
         {" --threads 1 --tile 256", " --threads 2 --tile 512", " --threads 2 --tile 1000"}) {
      ASSERT_EQ(run(call + more, ranks).status, 0);
      const std::string table = run("table " + folder / "out.h5 account/balance").out;
      if (expected.empty()) expected = table;
      EXPECT_EQ(table, expected) << ranks << " ranks" << more;
    }
  }
}

TEST_F(Account, ReadsFurtherFormatsOnlyWhereAllowed) {
  write_text(folder / "map.kml",
             "<?xml version='1.0'?><kml xmlns='http://www.opengis.net/kml/2.2'><Document>"
             "<Placemark><name>a</name><Point><coordinates>111,22</coordinates></Point></Placemark>"
             "</Document></kml>");
  const std::string job = "account --landuse 2000=" + folder / "lu_2000.tif" +
                          " --legend terrabalance --zones " + folder / "map.kml" +
                          " --zone-id id " + out();
  const Outcome shut = run(job);
  EXPECT_EQ(shut.status, 2);
  EXPECT_THAT(shut.err, AllOf(HasSubstr("map.kml"), HasSubstr("--allow-driver NAME")));
  const Outcome unknown = run("--allow-driver KMLL " + job);
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'KML'?"));
  const Outcome open = run("--allow-driver KML " + job);
  EXPECT_EQ(open.status, 2);
  EXPECT_THAT(open.err, testing::Not(HasSubstr("--allow-driver")));
}

}  // namespace
}  // namespace terrabalance::test
