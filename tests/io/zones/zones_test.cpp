#include "io/zones/zones.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>

#include <gdal_alg.h>
#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

#include "engine/sweep/partition.hpp"
#include "engine/value/error.hpp"
#include "io/raster/dataset.hpp"
#include "tests/support/raster_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance {
namespace {

using test::Picture;
using test::Polygon;
using testing::ElementsAre;
using testing::HasSubstr;

const Grid grid{40, 30, {500000, 30, 0, 2500000, 0, -30}, ""};

/// A point in pixel coordinates of the grid.
std::array<double, 2> at(double column, double row) {
  return {500000 + 30 * column, 2500000 - 30 * row};
}

std::vector<std::int32_t> cells_of(const Zones& zones, const Grid& on, std::int64_t tile_width,
                                   std::int64_t tile_height) {
  std::vector<std::int32_t> cells(static_cast<std::size_t>(on.cells()));
  auto reader = zones.reader();
  const Partition partition(on, tile_width, tile_height);
  for (std::int64_t row = 0; row < partition.rows(); ++row) {
    for (std::int64_t column = 0; column < partition.columns(); ++column) {
      const Tile tile = partition.tile(row, column);
      const ZoneRuns& runs = reader.read(tile);
      for (std::int64_t y = 0; y < tile.height; ++y) {
        for (const ZoneRun& run : runs.row(y)) {
          for (std::int64_t x = run.begin; x < run.end; ++x) {
            cells[static_cast<std::size_t>((tile.y + y) * on.width + tile.x + x)] = run.zone;
          }
        }
      }
    }
  }
  return cells;
}

/// What GDAL burns, the last polygon first so that the first one wins.
std::vector<std::int32_t> burned_by_gdal(const std::string& path, const Grid& on) {
  const DatasetPtr target(GetGDALDriverManager()->GetDriverByName("MEM")->Create(
      "", static_cast<int>(on.width), static_cast<int>(on.height), 1, GDT_Int32, nullptr));
  auto geotransform = on.geotransform;
  target->SetGeoTransform(geotransform.data());
  const DatasetPtr source(GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR));
  std::vector<std::unique_ptr<OGRGeometry>> shapes;
  for (const auto& feature : source->GetLayer(0))
    shapes.emplace_back(feature->GetGeometryRef()->clone());
  int band = 1;
  for (std::size_t i = shapes.size(); i-- > 0;) {
    auto* shape = reinterpret_cast<OGRGeometryH>(shapes[i].get());
    double number = static_cast<double>(i + 1);
    EXPECT_EQ(GDALRasterizeGeometries(target.get(), 1, &band, 1, &shape, nullptr, nullptr, &number,
                                      nullptr, nullptr, nullptr),
              CE_None);
  }
  std::vector<std::int32_t> cells(static_cast<std::size_t>(on.cells()));
  EXPECT_EQ(
      target->GetRasterBand(1)->RasterIO(
          GF_Read, 0, 0, static_cast<int>(on.width), static_cast<int>(on.height), cells.data(),
          static_cast<int>(on.width), static_cast<int>(on.height), GDT_Int32, 0, 0, nullptr),
      CE_None);
  return cells;
}

class RandomPolygons : public testing::TestWithParam<int> {};

TEST_P(RandomPolygons, HoldTheCellsThatGdalBurns) {
  const test::TemporaryFolder folder;
  std::mt19937 generator(static_cast<unsigned>(GetParam()));
  const auto uniform = [&](double a, double b) {
    return std::uniform_real_distribution<double>(a, b)(generator);
  };
  std::vector<Polygon> polygons;
  for (int i = 0; i < 6; ++i) {
    const double x = uniform(-5, 45);
    const double y = uniform(-5, 35);
    Polygon polygon{std::to_string(i), {}};
    const int corners = std::uniform_int_distribution<int>(3, 12)(generator);
    for (int k = 0; k < corners; ++k) {
      const double angle = 2 * 3.141592653589793 * k / corners;
      const double radius = uniform(1, 15);
      // Every third one has its corners on cell centres, where the rule for ties shows.
      const double step = i % 3 == 0 ? 0.5 : 1e-9;
      const auto snap = [step](double v) { return std::round(v / step) * step; };
      polygon.ring.push_back(
          at(snap(x + radius * std::cos(angle)), snap(y + radius * std::sin(angle))));
    }
    polygons.push_back(std::move(polygon));
  }
  test::write_polygons(folder / "zones.gpkg", polygons);
  const Zones zones = Zones::open({folder / "zones.gpkg", "", "id", ""}, grid, "grid");
  const auto expected = burned_by_gdal(folder / "zones.gpkg", grid);
  EXPECT_EQ(cells_of(zones, grid, 40, 30), expected);
  EXPECT_EQ(cells_of(zones, grid, 7, 5), expected) << "in tiles";
  EXPECT_EQ(cells_of(zones, grid, 40, 1), expected) << "in rows";
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomPolygons, testing::Range(0, 50));

std::vector<std::array<double, 2>> square(double left, double top, double right, double bottom) {
  return {at(left, top), at(left, bottom), at(right, bottom), at(right, top)};
}

TEST(Zones, ASouthUpGridHoldsTheCellsThatGdalBurns) {
  const test::TemporaryFolder folder;
  test::write_polygons(folder / "z.gpkg", {{"a", {at(3, 2), at(30, 9), at(17, 28)}},
                                           {"b", {at(20, 3), at(38, 20), at(39, 1)}}});
  Grid south_up = grid;
  south_up.geotransform[3] -= 30.0 * 30;
  south_up.geotransform[5] = 30;
  const Zones zones = Zones::open({folder / "z.gpkg", "", "id", ""}, south_up, "grid");
  const auto cells = cells_of(zones, south_up, 9, 4);
  EXPECT_EQ(cells, burned_by_gdal(folder / "z.gpkg", south_up));
  const auto north_up =
      cells_of(Zones::open({folder / "z.gpkg", "", "id", ""}, grid, "grid"), grid, 40, 30);
  EXPECT_EQ(std::ranges::count(cells, 1), std::ranges::count(north_up, 1));
}

TEST(Zones, TheFirstOfTwoOverlappingPolygonsKeepsTheCellsAndAWarningSaysSo) {
  const test::TemporaryFolder folder;
  test::write_polygons(folder / "z.gpkg",
                       {{"west", square(0, 0, 20, 30)}, {"east", square(15, 0, 40, 30)}});
  const Zones zones = Zones::open({folder / "z.gpkg", "", "id", ""}, grid, "grid");
  const auto cells = cells_of(zones, grid, 40, 30);
  EXPECT_EQ(cells[19], 1);
  EXPECT_EQ(cells[20], 2);
  EXPECT_THAT(zones.warnings(), ElementsAre(HasSubstr("zones west and east overlap in 150 cells")));
}

TEST(Zones, AZoneOutsideIsLeftOutAndNamed) {
  const test::TemporaryFolder folder;
  test::write_polygons(folder / "z.gpkg",
                       {{"in", square(1, 1, 9, 9)}, {"out", square(100, 1, 110, 9)}});
  const Zones zones = Zones::open({folder / "z.gpkg", "", "id", ""}, grid, "grid");
  EXPECT_THAT(zones.warnings(), ElementsAre(HasSubstr("zone out holds no cell")));
}

TEST(Zones, SeveralFeaturesOfOneIdAreOneZone) {
  const test::TemporaryFolder folder;
  test::write_polygons(folder / "z.gpkg",
                       {{"a", square(0, 0, 10, 10)}, {"a", square(5, 0, 15, 10)}});
  const Zones zones = Zones::open({folder / "z.gpkg", "", "id", ""}, grid, "grid");
  const auto cells = cells_of(zones, grid, 40, 30);
  EXPECT_EQ(std::ranges::count(cells, 1), 150);
  EXPECT_TRUE(zones.warnings().empty());
}

std::string message_of(const ZoneSource& source) {
  try {
    Zones::open(source, grid, "grid");
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Zones, BadSourcesAreNamed) {
  const test::TemporaryFolder folder;
  test::write_polygons(folder / "z.gpkg",
                       {{"a", square(0, 0, 10, 10)}, {"", square(5, 0, 15, 10)}});
  test::write_polygons(folder / "far.gpkg", {{"a", square(1000, 0, 1010, 10)}});
  EXPECT_THAT(message_of({folder / "none.gpkg", "", "id", ""}), HasSubstr("no such file"));
  EXPECT_THAT(message_of({folder / "z.gpkg", "", "", ""}),
              HasSubstr("--zone-id; its fields are: id"));
  EXPECT_THAT(message_of({folder / "z.gpkg", "", "name", ""}), HasSubstr("has no field 'name'"));
  EXPECT_THAT(message_of({folder / "z.gpkg", "towns", "id", ""}),
              HasSubstr("its layers are: zones"));
  EXPECT_THAT(message_of({folder / "z.gpkg", "", "id", ""}), HasSubstr("feature 2 has no id"));
  EXPECT_THAT(message_of({folder / "far.gpkg", "", "id", ""}),
              HasSubstr("no zone holds the centre"));
}

TEST(Zones, PolygonsInDegreesAreReprojected) {
  const test::TemporaryFolder folder;
  test::write_raster(folder / "r.tif", Picture(4, 4, std::vector<double>(16, 1)));
  const auto dataset = open_raster(folder / "r.tif");
  test::write_polygons(
      folder / "cell.gpkg",
      {{"cell", {{111.0001, 22.6}, {111.0004, 22.6}, {111.0004, 22.61}, {111.0001, 22.61}}}}, 4326);
  const Grid raster = grid_of(*dataset, "r.tif");
  EXPECT_EQ(
      std::ranges::count(
          cells_of(Zones::open({folder / "cell.gpkg", "", "id", ""}, raster, ""), raster, 4, 4), 1),
      4)
      << "10 to 41 m from the edge and taller than the raster: one column of 30 m cells";
}

TEST(Zones, RasterZonesAreTheirNumbersAndZeroAndNodataAreNone) {
  const test::TemporaryFolder folder;
  for (const char* type : {"Byte", "UInt16", "Int32"}) {
    test::write_raster(folder / "z.tif", Picture("1102 9902 3333"), {.type = type, .nodata = 9});
    const auto dataset = open_raster(folder / "z.tif");
    const Grid raster = grid_of(*dataset, "z.tif");
    const Zones zones = Zones::open({folder / "z.tif", "", "", ""}, raster, "z.tif");
    EXPECT_THAT(cells_of(zones, raster, 3, 2), ElementsAre(1, 1, 0, 2, 0, 0, 0, 2, 3, 3, 3, 3))
        << type;
    EXPECT_EQ(zones.id(3), "3");
  }
}

}  // namespace
}  // namespace terrabalance
