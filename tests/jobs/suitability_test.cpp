#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {
namespace {

using testing::HasSubstr;

constexpr std::int64_t width = 83;
constexpr std::int64_t height = 61;

/// Hills and patches, one year, two zones.
class Suitability : public testing::Test {
 protected:
  const TemporaryFolder folder;

  Suitability() {
    std::mt19937 random(5);
    std::vector<double> land;
    std::vector<double> zones;
    std::vector<double> dem;
    for (std::int64_t y = 0; y < height; ++y) {
      for (std::int64_t x = 0; x < width; ++x) {
        const auto fx = static_cast<double>(x);
        const auto fy = static_cast<double>(y);
        dem.push_back(std::round(300 + 90 * std::sin(fx / 6) + 70 * std::cos(fy / 5)));
        if (random() % 200 == 0) dem.back() = -9999;
        land.push_back(land.empty() || random() % 7 == 0 ? 1 + static_cast<double>(random() % 5)
                                                         : land.back());
        zones.push_back(x < 40 ? 1 : 2);
      }
    }
    write_raster(folder / "land.tif", Picture(width, height, land), {.nodata = 0});
    write_raster(folder / "zones.tif", Picture(width, height, zones), {});
    write_raster(folder / "dem.tif", Picture(width, height, dem),
                 {.type = "Float32", .nodata = -9999});
  }
  std::string inputs() const {
    return "--landuse 2020=" + folder / "land.tif" + " --zones " + folder / "zones.tif" +
           " --dem " + folder / "dem.tif" + " --legend terrabalance ";
  }
  std::string out() const { return " -o " + folder / "out.h5"; }
  std::string all_tables() const {
    std::string text;
    for (const char* name : {"factors", "grades", "use", "conflict", "overload"})
      text += run("table " + folder / "out.h5" + " suitability/" + name).out;
    return text;
  }
};

TEST_F(Suitability, SlopeEqualsGdaldem) {
  const std::string gdaldem = "gdaldem slope -q -compute_edges " + folder / "dem.tif" + " " +
                              folder / "expected.tif" + " > /dev/null 2>&1";
  if (std::system(gdaldem.c_str()) != 0) GTEST_SKIP() << "no gdaldem";
  ASSERT_EQ(run("-q suitability --factor slope " + inputs() + "--tile 16 --maps " +
                folder / "maps" + out())
                .status,
            0);
  const auto found = read_raster(folder / "maps" + "/slope.tif");
  const auto expected = read_raster(folder / "expected.tif");
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i] == -9999) {
      ASSERT_TRUE(std::isnan(found[i])) << i;
    } else {
      ASSERT_NEAR(found[i], expected[i], 1e-5 * std::max(1.0, expected[i])) << i;
    }
  }
}

TEST_F(Suitability, DistanceIsThatToTheNearestCellCentre) {
  ASSERT_EQ(run("-q suitability --factor distance:water " + inputs() + "--maps " + folder / "maps" +
                out())
                .status,
            0);
  const auto found = read_raster(folder / "maps" + "/distance_water.tif");
  const auto land = read_raster(folder / "land.tif");
  for (std::int64_t i = 0; i < width * height; ++i) {
    double least = std::numeric_limits<double>::infinity();
    for (std::int64_t j = 0; j < width * height; ++j) {
      if (land[static_cast<std::size_t>(j)] != 4) continue;  // water
      least = std::min(least, std::hypot(static_cast<double>(i % width - j % width),
                                         static_cast<double>(i / width - j / width)));
    }
    ASSERT_EQ(found[static_cast<std::size_t>(i)],
              static_cast<double>(static_cast<float>(least * 30)));
  }
}

/// The columns to the left and right are searched only as far as they can be nearer than what was
/// found: exact, and fast enough for a real raster.
std::vector<float> nearest_by_search(const std::vector<double>& land, std::int64_t columns,
                                     double code, double cell) {
  const auto rows = static_cast<std::int64_t>(land.size()) / columns;
  constexpr std::int64_t none = 1 << 20;
  std::vector<std::int64_t> apart(land.size(), none);  // rows to the nearest in the same column
  for (std::int64_t x = 0; x < columns; ++x) {
    for (std::int64_t y = 0; y < rows; ++y) {
      for (std::int64_t other = 0; other < rows; ++other) {
        auto& least = apart[static_cast<std::size_t>(y * columns + x)];
        if (land[static_cast<std::size_t>(other * columns + x)] == code)
          least = std::min(least, std::abs(other - y));
      }
    }
  }
  std::vector<float> metres;
  for (std::int64_t y = 0; y < rows; ++y) {
    for (std::int64_t x = 0; x < columns; ++x) {
      std::int64_t least = none * none;
      for (std::int64_t away = 0; away < columns && away * away < least; ++away) {
        for (const std::int64_t column : {x - away, x + away}) {
          if (column < 0 || column >= columns) continue;
          const std::int64_t up = apart[static_cast<std::size_t>(y * columns + column)];
          least = std::min(least, away * away + up * up);
        }
      }
      metres.push_back(static_cast<float>(std::sqrt(static_cast<double>(least)) * cell));
    }
  }
  return metres;
}

TEST_F(Suitability, DistancesOfARealRasterAreExact) {
  SKIP_WITHOUT_REFERENCE();
  const std::string augusta = reference_folder() + "/data/landuse/augusta_nlcd.tif";
  ASSERT_EQ(run("-q suitability --landuse 2011=" + augusta +
                " --factor distance:11 --tile 100 --maps " + folder / "maps" + out())
                .status,
            0);
  const auto found = read_raster(folder / "maps" + "/distance_11.tif");
  const auto expected = nearest_by_search(read_raster(augusta), 678, 11, 30);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    ASSERT_EQ(static_cast<float>(found[i]), expected[i]) << i;
}

TEST_F(Suitability, IsTheSameForAllRanksThreadsAndTiles) {
  const auto once = [&](const std::string& options, int ranks) {
    const Outcome outcome = run("-q suitability --scheme default --factor aspect " +
                                    std::string("--factor patch_area:forest ") + inputs() +
                                    options + " --maps " + folder / "maps" + out(),
                                ranks);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    std::vector<std::vector<double>> maps;
    for (const char* name : {"slope", "aspect", "relief", "distance_water", "patch_area_forest",
                             "farming", "construction", "protection", "conflict"}) {
      maps.push_back(read_raster(folder / "maps" + "/" + name + ".vrt"));
      for (double& cell : maps.back())
        cell = std::isnan(cell) ? -1 : cell;
    }
    return std::pair(all_tables(), maps);
  };
  const auto alone = once("--threads 1", 0);
  EXPECT_EQ(once("--threads 2 --tile 7", 0), alone);
  EXPECT_EQ(once("--threads 1 --tile 32", 2), alone);
  EXPECT_EQ(once("--threads 2 --tile 16", 3), alone);
  EXPECT_EQ(once("--threads 1 --tile 8", 4), alone);
}

TEST_F(Suitability, GradesCoverTheZonesAndOverloadIsWhatTheyDoNotAllow) {
  ASSERT_EQ(run("-q suitability --scheme default " + inputs() + out()).status, 0);
  EXPECT_FALSE(std::filesystem::exists(folder / "out.h5.factors"));
  std::map<std::pair<std::string, std::string>, int> cells;
  for (const auto& row : csv_rows(run("table " + folder / "out.h5" + " suitability/grades").out))
    cells[{row.at("zone"), row.at("evaluation")}] += std::stoi(row.at("pixels"));
  for (const char* evaluation : {"farming", "construction", "protection"}) {
    EXPECT_EQ((cells[{"1", evaluation}]), 40 * height);
    EXPECT_EQ((cells[{"2", evaluation}]), 43 * height);
  }
  std::map<std::string, double> beyond;
  for (const auto& row : csv_rows(run("table " + folder / "out.h5" + " suitability/use").out)) {
    const int grade = std::stoi(row.at("grade"));
    if (row.at("evaluation") == "farming" && row.at("class") == "cropland" && grade > 0 &&
        grade < 3) {
      beyond[row.at("zone")] += std::stod(row.at("area_ha"));
    }
  }
  for (const auto& row :
       csv_rows(run("table " + folder / "out.h5" + " suitability/overload").out)) {
    if (row.at("class") != "cropland") continue;
    EXPECT_NEAR(std::stod(row.at("overload_ha")), beyond[row.at("zone")], 1e-9);
    EXPECT_NEAR(std::stod(row.at("carbon")), beyond[row.at("zone")] * (0.422 + 0.644), 1e-9);
  }
}

TEST_F(Suitability, ALevelModelHasNoSlope) {
  write_raster(folder / "dem.tif", Picture(width, height, std::vector<double>(width * height, 20)),
               {.type = "Int16"});
  ASSERT_EQ(run("-q suitability " + inputs() + "--maps " + folder / "maps" + out()).status, 0);
  for (const double slope : read_raster(folder / "maps" + "/slope.tif"))
    ASSERT_EQ(slope, 0);
}

TEST_F(Suitability, DistanceToAnAbsentClassIsInfiniteAndHasTheLastGrade) {
  write_text(folder / "scheme.csv",
             "evaluation,rule,factor,weight,from,to,class,grade,source\n"
             "protection,maximum,distance:wetland,1,,500,,5,\n"
             "protection,maximum,distance:wetland,1,500,,,2,\n");
  ASSERT_EQ(run("-q suitability --scheme " + folder / "scheme.csv" + " " + inputs() + out()).status,
            0);
  for (const auto& row : csv_rows(run("table " + folder / "out.h5" + " suitability/grades").out))
    EXPECT_EQ(row.at("grade"), "2");
}

TEST_F(Suitability, PatchAreasAddUpToTheClass) {
  ASSERT_EQ(run("-q suitability --factor patch_area:forest " + inputs() + "--tile 16 --maps " +
                folder / "maps" + out())
                .status,
            0);
  const auto area = read_raster(folder / "maps" + "/patch_area_forest.tif");
  const auto land = read_raster(folder / "land.tif");
  std::map<double, double> cells_by_area;
  for (std::size_t i = 0; i < land.size(); ++i) {
    if (land[i] == 2) {
      ++cells_by_area[area[i]];
    } else {
      ASSERT_EQ(area[i], 0);
    }
  }
  for (const auto& [hectares, cells] : cells_by_area) {
    const double patch = std::round(hectares / 0.09);  // cells of a patch of that area
    EXPECT_NEAR(hectares, patch * 0.09, 1e-4);
    EXPECT_EQ(std::fmod(cells, patch), 0);
  }
}

TEST_F(Suitability, GradesMayStandInTheStudyFile) {
  const std::string header = "evaluation,rule,factor,weight,from,to,class,grade,source\n";
  const std::string rows =
      "farming,minimum,slope,1,,30,,4,\nfarming,minimum,slope,1,30,,,2,\n"
      "farming,minimum,elevation,0,,320,,0,\nfarming,minimum,elevation,0,320,,,-3,\n";
  write_text(folder / "scheme.csv", header + rows);
  const auto study = [&](const std::string& suitability) {
    write_text(folder / "study.toml",
               "[study]\nname = \"s\"\nyears = [2020]\noutput = \"out.h5\"\n[landuse]\n"
               "raster = \"land.tif\"\nlegend = \"terrabalance\"\n[zones]\n"
               "source = \"zones.tif\"\n[suitability]\ndem = \"dem.tif\"\n" +
                   suitability);
    return run("-q suitability " + folder / "study.toml");
  };
  ASSERT_EQ(study("scheme = \"scheme.csv\"\n").status, 0);
  const std::string by_file = run("table " + folder / "out.h5" + " suitability/grades").out;
  const Outcome inside = study("grades = \"\"\"\n" + header + rows + "\"\"\"\n");
  ASSERT_EQ(inside.status, 0) << inside.err;
  EXPECT_EQ(run("table " + folder / "out.h5" + " suitability/grades").out, by_file);
  const auto grades = csv_rows(by_file);
  EXPECT_TRUE(std::ranges::any_of(grades, [](const auto& row) {
    return row.at("grade") == "1";  // 4 lowered by 3
  }));
  const Outcome both =
      study("scheme = \"scheme.csv\"\ngrades = \"\"\"\n" + header + rows + "\"\"\"\n");
  EXPECT_EQ(both.status, 2);
  EXPECT_THAT(both.err, HasSubstr("keep one"));
}

TEST_F(Suitability, WeightsThatDoNotSumToOneAreNormalisedWithAWarning) {
  write_text(folder / "scheme.csv",
             "evaluation,rule,factor,weight,from,to,class,grade,source\n"
             "farming,weights,slope,3,,,,4,\nfarming,weights,elevation,1,,,,2,\n");
  const Outcome outcome =
      run("suitability --scheme " + folder / "scheme.csv" + " " + inputs() + out());
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("the weights for farming sum to 4"));
  for (const auto& row : csv_rows(run("table " + folder / "out.h5" + " suitability/grades").out))
    EXPECT_TRUE(row.at("grade") == "4" || row.at("grade") == "0");  // 3.5 goes up
}

TEST_F(Suitability, BadInputIsNamed) {
  const auto refused = [&](const std::string& arguments, const std::string& part) {
    const Outcome outcome = run("suitability " + arguments + out());
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(part));
    EXPECT_FALSE(std::filesystem::exists(folder / "out.h5"));
  };
  const std::string maps = " --maps " + folder / "maps";
  refused(inputs() + "--factor distance:lava" + maps, "no such class");
  refused(inputs() + "--factor hope" + maps, "factor 'hope' is not known");
  refused(inputs() + "--factor slope", "--maps");
  refused("--factor slope --landuse 2020=" + folder / "land.tif" + maps, "--dem");
  write_raster(folder / "small.tif", Picture("11 11"), {.type = "Float32"});
  refused("--factor slope --landuse 2020=" + folder / "land.tif" + " --dem " +
              folder / "small.tif" + maps,
          "small.tif: its grid");
  write_text(folder / "scheme.csv",
             "evaluation,rule,factor,weight,from,to,class,grade,source\n"
             "farming,minimum,slope,1,,6,,5,\nfarming,minimum,slope,1,8,,,2,\n");
  refused(inputs() + "--scheme " + folder / "scheme.csv", "a gap from 6 to 8");
  write_text(folder / "scheme.csv",
             "evaluation,rule,factor,weight,from,to,class,grade,source\n"
             "farming,minimum,slope,1,,9,,5,\nfarming,minimum,slope,1,8,,,2,\n");
  refused(inputs() + "--scheme " + folder / "scheme.csv",
          "slope for farming: two steps overlap from 8 to 9");
  write_text(folder / "scheme.csv",
             "evaluation,rule,factor,weight,from,to,class,grade,source\n"
             "farming,weights,slope,-1,,,,5,\nfarming,weights,elevation,2,,,,5,\n");
  refused(inputs() + "--scheme " + folder / "scheme.csv", "the weight is -1");
  write_text(folder / "scheme.csv",
             "evaluation,rule,factor,weight,from,to,class,grade,source\n"
             "farming,minimum,landuse,1,,,moor,5,\n");
  refused(inputs() + "--scheme " + folder / "scheme.csv", "class 'moor'");
}

}  // namespace
}  // namespace terrabalance::test
