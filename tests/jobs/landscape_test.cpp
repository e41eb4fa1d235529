#include "tests/jobs/landscape.hpp"

#include <cmath>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/cell_area.hpp"
#include "engine/value/cell_size.hpp"
#include "tests/support/chunks.hpp"

namespace terrabalance::test {
namespace {

using testing::HasSubstr;

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
  EXPECT_EQ(patches.back().at("id"), "11");  // 1 + the place of its first cell
}

TEST_F(Landscape, FollowsTheConventionThatIsAskedFor) {
  const std::string arguments = "landscape " + raster() + " --metrics all" + out();
  ASSERT_EQ(run(arguments + " --convention fragstats").status, 0);
  EXPECT_EQ(value("all", "3", "area_sd"), "0");  // of a population
  EXPECT_NEAR(std::stod(value("all", "2", "para_mn")), 10000.0 * 8 / 300, 1e-9);
  EXPECT_EQ(value("all", "1", "core_mn"), "0");
  write_text(folder / "study.toml", "[landscape]\nconvention = \"fragstats\"\n");
  ASSERT_EQ(run("landscape " + folder / "study.toml " + raster() + out()).status, 0);
  EXPECT_EQ(value("all", "3", "area_sd"), "0");
  std::filesystem::remove(folder / "out.h5");
  expect_refused(raster() + " --convention fragstat", {"fragstats"});
}

TEST_F(Landscape, AlignsTheChunksOfThePatchTableWhenAsked) {
  constexpr std::int64_t side = 128;
  std::mt19937 random(1);  // many small patches, no two alike
  std::vector<double> cells(side * side);
  for (double& cell : cells)
    cell = static_cast<double>(1 + random() % 4);
  write_raster(folder / "random.tif", Picture(side, side, cells), hectares);
  const std::string command = "landscape --landuse 2000=" + folder / "random.tif --patches" + out();
  const auto aligned_of = [&](std::uint64_t alignment) {
    std::pair<int, int> counts;  // of chunks large enough: those at multiples, all
    for (const Chunk& chunk : chunks_of(folder / "out.h5", "landscape/patch")) {
      if (chunk.bytes < 4096) continue;
      ++counts.second;
      if (chunk.offset % alignment == 0) ++counts.first;
    }
    return counts;
  };
  ASSERT_EQ(run(command).status, 0);
  const std::string packed = table("landscape/patch");
  const auto [by_chance, large] = aligned_of(8192);
  EXPECT_LT(by_chance, large);
  for (const int ranks : {0, 2}) {
    const Outcome outcome = run(command + " --chunk-alignment 8192", ranks);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(aligned_of(8192), std::pair(large, large)) << ranks;
    EXPECT_TRUE(table("landscape/patch") == packed) << ranks;
  }
}

TEST_F(Landscape, RefusesAnAlignmentOfNothing) {
  expect_refused(raster() + " --chunk-alignment 8192", {"--patches"});
  expect_refused(raster() + " --patches --chunk-alignment 0", {"--chunk-alignment"});
  expect_refused(raster() + " --patches --chunk-alignment 1MB", {"--chunk-alignment"});
}

TEST_F(Landscape, LabelsPatchesWithTheIdsOfTheirTable) {
  ASSERT_EQ(run("landscape " + raster() + " --zones " + folder / "zones.tif --patches " +
                "--patch-maps " + folder / "maps" + out())
                .status,
            0);
  const std::vector<double> expected{1, 1, 3, 4, 1, 1, 4, 4, 1, 1, 11, 0, 13, 13, 11, 0};
  EXPECT_EQ(read_raster(folder / "maps/patches_2000.vrt"), expected);
  std::set<std::string> ids;
  for (const auto& row : csv_rows(table("landscape/patch")))
    ids.insert(row.at("id"));
  EXPECT_EQ(ids, (std::set<std::string>{"1", "3", "4", "11", "13"}));
}

TEST_F(Landscape, LabelsTheSameForAnyTilesThreadsAndRanks) {
  SKIP_WITHOUT_REFERENCE();
  const std::string arguments = "landscape --landuse 2006=" + reference_folder() +
                                "/data/landuse/lausanne100_2006.tif --patches --metrics area" +
                                out() + " --patch-maps ";
  ASSERT_EQ(run(arguments + folder / "a --threads 1").status, 0);
  const auto expected = read_raster(folder / "a/patches_2006.vrt");
  std::map<double, double> cells;  // by id
  for (const double id : expected)
    if (id != 0) ++cells[id];
  const auto rows = csv_rows(table("landscape/patch"));
  EXPECT_EQ(rows.size(), cells.size());
  for (const auto& row : rows)
    EXPECT_NEAR(std::stod(row.at("value")) / cells[std::stod(row.at("id"))], 1, 1e-3)
        << row.at("id");  // cells of 1 ha, nearly
  for (const int ranks : {0, 1, 3}) {
    ASSERT_EQ(run(arguments + folder / "b --threads 2 --tile 37", ranks).status, 0);
    EXPECT_TRUE(read_raster(folder / "b/patches_2006.vrt") == expected) << ranks;
  }
}

TEST_F(Landscape, MeasuresTheCellsOfAGrid) {
  ASSERT_EQ(run("landscape " + raster() + " --metrics np,pland,shdi --grid-cell 2 --grid-maps " +
                folder / "maps" + out())
                .status,
            0);
  const auto rows = csv_rows(table("landscape/grid_class"));
  ASSERT_EQ(rows.size(), 12U);  // 1, 2, 2 and 1 classes
  EXPECT_EQ(rows.front().at("x"), "500100");
  EXPECT_EQ(rows.front().at("metric"), "np");
  EXPECT_EQ(rows.front().at("value"), "1");
  const auto cells = csv_rows(table("landscape/grid"));
  ASSERT_EQ(cells.size(), 8U);
  EXPECT_EQ(cells[2].at("value"), "2");  // np of the upper right cell
  EXPECT_EQ(read_raster(folder / "maps/landscape_grid_2000.tif"),
            (std::vector<double>{1, 2, 2, 1}));
  const auto in_kilometres =
      run("landscape " + raster() + " --metrics np --grid-cell 0.2km" + out());
  ASSERT_EQ(in_kilometres.status, 0);
  EXPECT_EQ(csv_rows(table("landscape/grid"))[1].at("value"), "2");
}

TEST_F(Landscape, MeasuresTheGridTheSameForAnyTilesAndRanks) {
  SKIP_WITHOUT_REFERENCE();
  const std::string data = reference_folder() + "/data/landuse/lausanne100_2006.tif";
  const std::string arguments =
      "landscape --landuse 2006=" + data + " --metrics all --grid-cell 50" + out();
  ASSERT_EQ(run(arguments + " --threads 1").status, 0);
  const auto all = [&] { return table("landscape/grid_class") + table("landscape/grid"); };
  const std::string expected = all();
  ASSERT_EQ(run(arguments + " --threads 2 --tile 37", 3).status, 0);
  EXPECT_TRUE(all() == expected);
}

TEST_F(Landscape, MapsTheWindowAroundEveryCell) {
  ASSERT_EQ(run("landscape " + raster() + " --window 1 --window-metrics pland,shdi --window-maps " +
                folder / "maps" + out())
                .status,
            0);
  const auto ones = read_raster(folder / "maps/window_pland_1_2000.vrt");
  EXPECT_DOUBLE_EQ(ones[0], 100);
  EXPECT_FLOAT_EQ(static_cast<float>(ones[3]), 25);  // 1 2 / 2 2
  EXPECT_TRUE(std::isnan(ones[11]));                 // nodata itself
  const auto diversity = read_raster(folder / "maps/window_shdi_2000.vrt");
  EXPECT_DOUBLE_EQ(diversity[0], 0);
  EXPECT_NEAR(diversity[3], 0.5623351, 1e-6);
}

TEST_F(Landscape, MapsTheWindowTheSameForAnyTilesAndRanks) {
  SKIP_WITHOUT_REFERENCE();
  const std::string data = reference_folder() + "/data/landuse/lausanne100_2006.tif";
  const std::string arguments = "landscape --landuse 2006=" + data + " --metrics np" + out() +
                                " --window 7 --window-metrics shdi,contag,ed,ai --window-maps ";
  ASSERT_EQ(run(arguments + folder / "a --threads 1").status, 0);
  ASSERT_EQ(run(arguments + folder / "b --threads 2 --tile 37", 3).status, 0);
  for (const char* name : {"shdi", "contag", "ed", "ai"}) {
    const auto a = read_raster(folder / "a/window_" + name + "_2006.vrt");
    const auto b = read_raster(folder / "b/window_" + name + "_2006.vrt");
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
      ASSERT_TRUE(a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) << name << " " << i;
  }
}

TEST_F(Landscape, LooksAtWhatIsAroundPatches) {
  write_raster(folder / "lu.tif", Picture("1211 1211 3333 1111"), hectares);
  write_text(folder / "contrast.csv", "class,other,contrast\n1,2,0.5\n1,3,1\n2,3,0.25\n");
  write_text(folder / "similarity.csv", "class,other,similarity\n1,2,0.5\n1,1,1\n");
  ASSERT_EQ(run("landscape " + raster() + " --metrics all --patches --contrast " +
                folder / "contrast.csv --similarity " + folder / "similarity.csv" +
                " --search-radius 200 --neighbour 2" + out())
                .status,
            0);
  EXPECT_EQ(value("all", "2", "tecw"), "225");     // 4 sides at 0.5, one at 0.25
  EXPECT_EQ(value("all", "1", "connect"), "100");  // all three 200 m from each other, or 100
  // Areas of 2, 4 and 4 ha at 200 m.
  EXPECT_EQ(value("all", "1", "prox_mn"), "1.6666666666666667");
  EXPECT_EQ(value("all", "1", "ennk_mn"), "200");
  EXPECT_EQ(value("all", "2", "ennk_mn"), "NA");
  EXPECT_NE(value("all", "2", "simi_mn"), "NA");
}

TEST_F(Landscape, MeasuresCoresAsDeepAsAsked) {
  write_raster(folder / "lu.tif",
               Picture("1111111 1111111 1111111 1111111 1111111 1111111 1111112"), hectares);
  const std::string arguments = "landscape " + raster() + " --metrics tca,ndca" + out();
  ASSERT_EQ(run(arguments).status, 0);
  EXPECT_EQ(value("all", "1", "tca"), "25");
  ASSERT_EQ(run(arguments + " --edge-depth 2").status, 0);
  EXPECT_EQ(value("all", "1", "tca"), "9");
  write_text(folder / "study.toml", "[landscape]\nedge_depth = 3\n");
  ASSERT_EQ(
      run("landscape " + folder / "study.toml " + raster() + " --metrics tca,ndca" + out()).status,
      0);
  EXPECT_EQ(value("all", "1", "tca"), "1");
  EXPECT_EQ(value("all", "1", "ndca"), "1");
}

TEST_F(Landscape, MeasuresDeepCoresTheSameForAnyTilesAndRanks) {
  SKIP_WITHOUT_REFERENCE();
  const std::string data = reference_folder() + "/data/landuse/lausanne100_2006.tif";
  const std::string arguments = "landscape --landuse 2006=" + data +
                                " --metrics tca,ndca,cai,ncore --edge-depth 3 --patches" + out();
  ASSERT_EQ(run(arguments + " --threads 1").status, 0);
  const auto all = [&] { return table("landscape/class") + table("landscape/patch"); };
  const std::string expected = all();
  ASSERT_EQ(run(arguments + " --threads 2 --tile 37", 3).status, 0);
  EXPECT_TRUE(all() == expected);
}

TEST_F(Landscape, MeasuresDegreesRowByRowWhereAllowed) {
  RasterFile degrees = hectares;
  degrees.geotransform = {110, 1, 0, 62, 0, -1};
  degrees.epsg = 4326;
  write_raster(folder / "lu.tif", Picture("12 12 11"), degrees);
  const Outcome outcome =
      run("landscape " + raster() + " --allow-geographic --metrics all --patches" + out());
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("degrees"));
  EXPECT_THAT(table("provenance/notes"), HasSubstr("distances are by the size of each row"));

  const Grid grid{2, 3, degrees.geotransform, ""};
  const auto area = CellArea::ellipsoidal(grid, 6378137, 298.257223563);
  const auto size = CellSize::ellipsoidal(grid, 6378137, 298.257223563);
  const double top = area.hectares(area.row(0));
  const double middle = area.hectares(area.row(1));
  const double bottom = area.hectares(area.row(2));
  const auto number = [&](const char* land_class, const char* metric) {
    return std::stod(value("all", land_class, metric));
  };
  EXPECT_NEAR(number("1", "ca") / (top + middle + 2 * bottom), 1, 1e-9);
  EXPECT_NEAR(number("2", "area_mn") / (top + middle), 1, 1e-9);
  EXPECT_NEAR(number("2", "pland") / (100 * (top + middle) / (2 * (top + middle + bottom))), 1,
              1e-9);
  const double edge = size.height_m(0) + size.height_m(1) + (size.width_m(1) + size.width_m(2)) / 2;
  EXPECT_NEAR(number("2", "te") / edge, 1, 1e-9);
  // Two cells, one above the other: half their distance, and the circle around both.
  EXPECT_NEAR(number("2", "gyrate_mn") / ((size.height_m(0) + size.height_m(1)) / 4), 1, 1e-9);
  const double square = std::pow(size.width_m(0), 2) + std::pow(2 * size.height_m(0), 2);
  EXPECT_NEAR(number("2", "circle_mn"),
              1 - (top + middle) * 10000 / (3.14159265358979 / 4 * square), 1e-9);
  EXPECT_EQ(value("all", "1", "tca"), "0");
  EXPECT_EQ(value("all", "1", "enn_mn"), "NA");
  const std::string expected = table("landscape/class");
  write_text(folder / "study.toml", "[landscape]\nallow_geographic = true\n");
  ASSERT_EQ(
      run("landscape " + folder / "study.toml " + raster() + " --metrics all --tile 1" + out(), 2)
          .status,
      0);
  EXPECT_EQ(table("landscape/class"), expected);
  std::filesystem::remove(folder / "out.h5");
  expect_refused(raster() + " --allow-geographic --grid-cell 5km", {"km", "gdalwarp"});
  expect_refused(raster() + " --allow-geographic --window 1 --window-metrics ed --window-maps " +
                     folder / "maps",
                 {"ed", "gdalwarp"});
  std::filesystem::remove(folder / "study.toml");
}

TEST_F(Landscape, MeasuresDistancesAndCoresInDegrees) {
  RasterFile degrees = hectares;
  degrees.geotransform = {110, 1, 0, 62, 0, -1};
  degrees.epsg = 4326;
  write_raster(folder / "lu.tif", Picture("11122 11121 11122 22222 12222"), degrees);
  write_text(folder / "contrast.csv", "class,other,contrast\n1,2,0.5\n");
  const std::string arguments =
      "landscape " + raster() + " --allow-geographic --metrics all --patches --contrast " +
      folder / "contrast.csv --search-radius 300000 --neighbour 2" + out();
  ASSERT_EQ(run(arguments).status, 0);
  const Grid grid{5, 5, degrees.geotransform, ""};
  const auto area = CellArea::ellipsoidal(grid, 6378137, 298.257223563);
  const auto size = CellSize::ellipsoidal(grid, 6378137, 298.257223563);
  std::map<std::string, double> patch;  // by id and index
  for (const auto& row : csv_rows(table("landscape/patch")))
    if (row.at("value") != "NA")
      patch[row.at("id") + row.at("metric")] = std::stod(row.at("value"));
  const double down =
      (size.height_m(2) + size.height_m(3)) / 2 + (size.height_m(3) + size.height_m(4)) / 2;
  EXPECT_NEAR(patch.at("1enn") / (2 * size.width_m(1)), 1, 1e-9);  // to the cell right of it
  EXPECT_NEAR(patch.at("21enn") / down, 1, 1e-9);
  EXPECT_NEAR(patch.at("10ennk") / std::hypot(4 * (size.width_m(1) + size.width_m(4)) / 2,
                                              (size.height_m(1) + size.height_m(2)) / 2 + down),
              1, 1e-9);
  EXPECT_NEAR(patch.at("1core") / area.hectares(area.row(1)), 1, 1e-9);
  EXPECT_EQ(patch.at("1ncore"), 1);
  const double across = (size.width_m(0) + 2 * size.width_m(1) + size.width_m(2)) / 2;
  const double up = size.height_m(1);  // its other side is the outside
  EXPECT_NEAR(patch.at("10econ"), 50 * (across + up) / (across + 2 * up), 1e-6);
  const double near = area.hectares(area.row(1)) / std::pow(2 * size.width_m(1), 2);
  const double below = area.hectares(area.row(4)) / std::pow(down, 2);
  EXPECT_NEAR(patch.at("1prox") / (10000 * (near + below)), 1, 1e-8);
  const auto all = [&] { return table("landscape/class") + table("landscape/patch"); };
  const std::string one = all();
  ASSERT_EQ(run(arguments + " --tile 2 --threads 2", 3).status, 0);
  EXPECT_EQ(all(), one);
}

TEST_F(Landscape, HasNoValueWhereNoneIsDefined) {
  write_raster(folder / "one.tif", Picture("1111 1111 1111 1111"), hectares);
  ASSERT_EQ(run("landscape --landuse 2000=" + folder / "one.tif --metrics all" + out()).status, 0);
  EXPECT_EQ(value("all", "1", "area_sd"), "NA");
  EXPECT_EQ(value("all", "1", "iji"), "NA");
  EXPECT_EQ(value("all", "1", "enn_mn"), "NA");
  EXPECT_EQ(value("all", "1", "clumpy"), "NA");
  for (const auto& row : csv_rows(table("landscape/landscape")))
    if (row.at("metric") == "contag" || row.at("metric") == "iji") {
      EXPECT_EQ(row.at("value"), "NA") << row.at("metric");
    }
}

TEST_F(Landscape, ListsAZoneWithoutClassCells) {
  write_raster(folder / "lu.tif", Picture("1112 1122 0000 0000"), hectares);
  write_raster(folder / "zones.tif", Picture("7777 7777 8888 8888"), hectares);
  const auto outcome = run("landscape " + raster() + " --zones " + folder / "zones.tif" + out());
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  int rows = 0;
  for (const auto& row : csv_rows(table("landscape/landscape"))) {
    if (row.at("zone") != "8") continue;
    EXPECT_EQ(row.at("value"), "NA");
    ++rows;
  }
  EXPECT_GT(rows, 0);
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
    for (const int ranks : {0, 1, 2, 3, 4}) {
      const auto outcome = run(arguments + " --threads 2 --tile " + tile, ranks);
      ASSERT_EQ(outcome.status, 0) << outcome.err;
      EXPECT_TRUE(all() == expected) << "tiles of " << tile << ", ranks " << ranks;
    }
  }
}

}  // namespace
}  // namespace terrabalance::test
