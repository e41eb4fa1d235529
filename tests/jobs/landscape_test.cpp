#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {
namespace {

using testing::HasSubstr;

/// Two zones of cells of 100 m: 1 ha.
class Landscape : public testing::Test {
 protected:
  const TemporaryFolder folder;
  const RasterFile hectares{.nodata = 0, .geotransform = {500000, 100, 0, 2500000, 0, -100}};

  Landscape() {
    write_raster(folder / "lu.tif", Picture("1112 1122 1150 3350"), hectares);
    write_raster(folder / "zones.tif", Picture("7788 7788 7788 7788"), hectares);
  }
  std::string raster() const { return "--landuse 2000=" + folder / "lu.tif"; }
  std::string out() const { return " -o " + folder / "out.h5"; }
  std::string table(const std::string& name) const {
    const Outcome outcome = run("table " + folder / "out.h5 " + name);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return outcome.out;
  }
  std::string value(const std::string& zone, const std::string& land_class,
                    const std::string& metric) const {
    for (const auto& row : csv_rows(table("landscape/class")))
      if (row.at("zone") == zone && row.at("class") == land_class && row.at("metric") == metric)
        return row.at("value");
    return "no row";
  }
  void expect_refused(const std::string& arguments, const std::vector<std::string>& parts) const {
    const Outcome outcome = run("landscape " + arguments + out());
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    for (const auto& part : parts)
      EXPECT_THAT(outcome.err, HasSubstr(part));
    EXPECT_FALSE(std::filesystem::exists(folder / "out.h5"));
  }
};

TEST_F(Landscape, CountsPatchesOfTheWholeRaster) {
  ASSERT_EQ(run("landscape " + raster() + out()).status, 0);
  EXPECT_EQ(value("all", "1", "ca"), "7");
  EXPECT_EQ(value("all", "1", "np"), "1");
  EXPECT_EQ(value("all", "1", "te"), "600");
  EXPECT_EQ(value("all", "2", "np"), "1");
  EXPECT_EQ(value("all", "5", "np"), "1");
  EXPECT_EQ(value("all", "3", "area_sd"), "NA");
}

TEST_F(Landscape, PatchesEndAtTheZonesBorder) {
  ASSERT_EQ(
      run("landscape " + raster() + " --zones " + folder / "zones.tif --patches" + out()).status,
      0);
  EXPECT_EQ(value("7", "1", "ca"), "6");
  EXPECT_EQ(value("8", "1", "ca"), "1");
  EXPECT_EQ(value("7", "1", "te"), "200");
  const auto patches = csv_rows(table("landscape/patch"));
  ASSERT_FALSE(patches.empty());
  EXPECT_EQ(patches.front().at("id"), "1");
  EXPECT_EQ(patches.back().at("id"), "5");
}

TEST_F(Landscape, IsTheSameForAnyTilesThreadsAndRanks) {
  SKIP_WITHOUT_REFERENCE();
  const std::string folder_of_data = reference_folder() + "/data/landuse/";
  const std::string arguments = "landscape --landuse 2006=" + folder_of_data +
                                "lausanne100_2006.tif --zones " + folder_of_data +
                                "lausanne100_zones.tif --metrics all --patches" + out();
  ASSERT_EQ(run(arguments + " --threads 1").status, 0);
  const auto all = [&] {
    return table("landscape/class") + table("landscape/landscape") + table("landscape/patch");
  };
  const std::string expected = all();
  for (const char* tile : {"37", "100"}) {
    for (const int ranks : {0, 3}) {
      const auto outcome = run(arguments + " --threads 2 --tile " + tile, ranks);
      ASSERT_EQ(outcome.status, 0) << outcome.err;
      EXPECT_TRUE(all() == expected) << "tiles of " << tile << ", ranks " << ranks;
    }
  }
}

TEST_F(Landscape, RefusesWhatItCannotDo) {
  expect_refused(raster() + " --metrics np,shapo_mn", {"shapo_mn", "shape_mn"});
  expect_refused(raster() + " --legend terrabalance --directions 6", {"--directions"});

  RasterFile degrees = hectares;
  degrees.geotransform = {110, 0.01, 0, 22, 0, -0.01};
  degrees.epsg = 4326;
  write_raster(folder / "degrees.tif", Picture("12 21"), degrees);
  expect_refused("--landuse 2000=" + folder / "degrees.tif", {"degrees", "gdalwarp", "laea"});

  write_raster(folder / "empty.tif", Picture("00 00"), hectares);
  expect_refused("--landuse 2000=" + folder / "empty.tif", {"empty.tif", "nodata"});

  write_text(folder / "legend.csv", "code,class\n1,forest\n2,water\n3,grassland\n");
  expect_refused(raster() + " --legend " + folder / "legend.csv", {"5 (2 cells in", "legend"});
}

}  // namespace
}  // namespace terrabalance::test
