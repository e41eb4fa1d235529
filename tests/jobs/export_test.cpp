#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

#include "io/drivers.hpp"
#include "io/result/result_writer.hpp"
#include "io/vector/table_layers.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Close {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, Close>;

/// Two cities in two years, and a table without cities.
std::vector<Table> tables() {
  return {{"account/carbon",
           "Net carbon",
           {{"year", "", "", std::vector<std::int64_t>{2010, 2010, 2020, 2020}},
            {"zone", "", "", std::vector<std::string>{"a", "b", "a", "b"}},
            {"net", "t C/yr", "source less sink", std::vector<double>{1, 2.5, std::nan(""), -4}},
            {"rank", "1", "", std::vector<std::int64_t>{1, 2, 1, 2}}}},
          {"detect/factor",
           "Factors",
           {{"factor", "", "", std::vector<std::string>{"gdp"}},
            {"q", "1", "", std::vector<double>{0.25}},
            {"type", "", "", std::vector<std::string>{"real"}}}}};
}

class Export : public testing::Test {
 protected:
  void SetUp() override {
    start_gdal();
    ResultWriter result(folder_ / "r.h5");
    for (const Table& table : tables())
      result.write(table);
    result.commit();
    std::ofstream(folder_ / "cities.geojson")
        << R"({"type":"FeatureCollection","features":[)" << square("a", 0) << "," << square("b", 1)
        << "," << square("c", 2) << "]}";
  }
  static std::string square(const std::string& id, int x) {
    const auto at = [x](int dx, int y) {
      return "[" + std::to_string(x + dx) + "," + std::to_string(y) + "]";
    };
    return R"({"type":"Feature","properties":{"code":")" + id +
           R"("},"geometry":{"type":"Polygon","coordinates":[[)" + at(0, 0) + "," + at(1, 0) + "," +
           at(1, 1) + "," + at(0, 1) + "," + at(0, 0) + "]]}}";
  }
  Outcome exported(const std::string& more) const {
    return run("export " + folder_ / "r.h5" + " " + more);
  }
  std::string cities(const std::string& id = "code") const {
    return "--polygons " + folder_ / "cities.geojson" + " --id " + id;
  }
  Dataset open(const std::string& name) const {
    return Dataset(GDALDataset::Open((folder_ / name).c_str(), GDAL_OF_VECTOR));
  }

  TemporaryFolder folder_;
};

TEST_F(Export, AGeoPackageJoinsTablesToPolygonsByViews) {
  ASSERT_EQ(exported(cities() + " --dictionary -o " + folder_ / "o.gpkg").status, 0);
  const Dataset file = open("o.gpkg");
  ASSERT_TRUE(file);
  OGRLayer* plain = file->GetLayerByName("account_carbon");
  OGRLayer* map = file->GetLayerByName("account_carbon_map");
  ASSERT_TRUE(plain != nullptr && map != nullptr);
  EXPECT_EQ(plain->GetFeatureCount(), 4);
  EXPECT_EQ(plain->GetGeomType(), wkbNone);
  ASSERT_EQ(map->GetFeatureCount(), 4);
  EXPECT_TRUE(map->GetSpatialRef()->IsGeographic());
  for (const auto& feature : *map) {
    OGREnvelope box;
    ASSERT_NE(feature->GetGeometryRef(), nullptr);
    feature->GetGeometryRef()->getEnvelope(&box);
    EXPECT_EQ(box.MinX, std::string(feature->GetFieldAsString("zone")) == "a" ? 0 : 1);
    const bool missing = feature->GetFieldAsInteger("year") == 2020 && box.MinX == 0;
    EXPECT_EQ(feature->IsFieldNull(feature->GetFieldIndex("net")), missing);
  }
  EXPECT_EQ(file->GetLayerByName("cities")->GetFeatureCount(), 3);
  EXPECT_EQ(file->GetLayerByName("detect_factor")->GetFeatureCount(), 1);
  EXPECT_EQ(file->GetLayerByName("detect_factor_map"), nullptr);
  EXPECT_EQ(file->GetLayerByName("dictionary")->GetFeatureCount(), 7);
}

TEST_F(Export, WithoutPolygonsAGeoPackageHasTheTablesAlone) {
  ASSERT_EQ(exported("-o " + folder_ / "o.gpkg").status, 0);
  EXPECT_EQ(open("o.gpkg")->GetLayerCount(), 2);
}

TEST_F(Export, ALayerOfAnyDriverHasThePolygonInEachRow) {
  write_layer("GeoJSON", folder_ / "o.geojson", tables()[0],
              CityShapes{folder_ / "cities.geojson", "code"});
  const Dataset file = open("o.geojson");
  ASSERT_TRUE(file);
  OGRLayer* layer = file->GetLayer(0);
  EXPECT_EQ(layer->GetFeatureCount(), 4);
  for (const auto& feature : *layer)
    EXPECT_NE(feature->GetGeometryRef(), nullptr);
}

TEST_F(Export, ParquetIsWrittenOrItsLackExplained) {
  const Outcome outcome = exported(cities() + " --format parquet -o " + folder_ / "parquet");
  if (outcome.status == 0) {
    EXPECT_TRUE(std::filesystem::exists(folder_ / "parquet/account_carbon.parquet"));
  } else {
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("GDAL's driver Parquet"), HasSubstr("-o FILE.gpkg")));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "parquet"));
  }
}

TEST_F(Export, NetCdfProgramsSeeArraysOverKeys) {
  ASSERT_EQ(exported("-o " + folder_ / "o.nc").status, 0);
  if (std::system("command -v ncdump > /dev/null") != 0) GTEST_SKIP() << "ncdump is not installed";
  const std::string text = folder_ / "dump.txt";
  const std::string command = "ncdump " + folder_ / "o.nc" + " > " + text;
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::ifstream file(text);
  const std::string dump((std::istreambuf_iterator<char>(file)), {});
  EXPECT_THAT(dump,
              AllOf(HasSubstr("group: carbon {"), HasSubstr("year = 2 ;"),
                    HasSubstr("double net(year, zone) ;"), HasSubstr("net:units = \"t C/yr\""),
                    HasSubstr("net =\n  1, 2.5,\n  NaN, -4 ;")));
  EXPECT_THAT(dump, HasSubstr("double q(row)"));  // it has a text beside: rows
}

TEST_F(Export, AStudyBringsItsResultAndPolygons) {
  std::ofstream(folder_ / "study.toml")
      << "[study]\nyears = [2010]\noutput = \"r.h5\"\n[zones]\nsource = \"cities.geojson\"\n"
         "id = \"code\"\n";
  const Outcome outcome = run("export " + folder_ / "study.toml" + " -o " + folder_ / "o.gpkg");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(open("o.gpkg")->GetLayerByName("account_carbon_map"), nullptr);
}

TEST_F(Export, BadInputIsNamed) {
  const auto refused = [&](const std::string& arguments, const std::string& message) {
    const Outcome outcome = exported(arguments);
    EXPECT_EQ(outcome.status, 2) << arguments;
    EXPECT_THAT(outcome.err, HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "bad.gpkg"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "bad.partial.gpkg"));
  };
  const std::string output = " -o " + folder_ / "bad.gpkg";
  refused(cities("name") + output, "no field named 'name'");
  refused("--polygons " + folder_ / "cities.geojson" + output, "name the field");
  refused("--polygons " + folder_ / "none.gpkg" + " --id x" + output, "none.gpkg: cannot be read");
  std::ofstream(folder_ / "cities.geojson")
      << R"({"type":"FeatureCollection","features":[)" << square("x", 0) << "]}";
  refused(cities() + output, "has no city of the tables");
  std::ofstream(folder_ / "cities.geojson") << R"({"type":"FeatureCollection","features":[)"
                                            << square("a", 0) << "," << square("a", 1) << "]}";
  refused(cities() + output, "feature 'a' occurs twice");
  refused("-o " + folder_ / "nowhere/bad.gpkg", "cannot be written");
}

}  // namespace
}  // namespace terrabalance::test
