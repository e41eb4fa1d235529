#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "tests/jobs/uncertainty.hpp"

// `uncertainty --chain`: what follows for indicators, zones, spots and detector.
namespace terrabalance {
namespace {

TEST_F(Uncertainty, AreasAndCarbonOfIndicatorsAreDrawnToo) {
  write("areas.csv",
        "zone,year,class,area_ha\na,2020,cropland,1000\na,2020,forest,400\n"
        "b,2020,cropland,500\nb,2020,forest,900\nc,2020,cropland,800\nc,2020,forest,600\n");
  write("ranges.csv", std::string(ranges_header) +
                          "delta.cropland,normal,0.4,0.3,0.5,,,t\ndelta.forest,fixed,-0.6,,,,,t\n");
  write("m.csv", "map\\ref,cropland,forest\ncropland,38,2\nforest,5,40\n");
  // In 10^4 ha: the unit is found by itself.
  const std::string indicators =
      "city,year,indicator,value\na,2020,forest_area,0.04\nb,2020,forest_area,0.09\n"
      "c,2020,forest_area,0.06\na,2020,carbon.cropland,400\nb,2020,carbon.cropland,200\n"
      "c,2020,carbon.cropland,320\n";
  write("criteria.csv",
        "indicator,subsystem,direction,formula\nwoods,s,+,forest_area\n"
        "fields,t,-,carbon.cropland / 7\n");
  const std::string arguments =
      "--areas @/areas.csv --inputs @/ranges.csv --draws 1000 --chain --chain-draws 2000 "
      "--indicators @/indicators.csv --criteria @/criteria.csv ";
  write("indicators.csv", indicators);
  expect_done(arguments + "--error-matrix @/m.csv");
  const auto closeness = [&](const char* name, const char* column) {
    return Rows(table("derived"))
        .value({{"zone", "c"}, {"quantity", "closeness"}, {"name", name}}, column);
  };
  EXPECT_DOUBLE_EQ(closeness("s", "deterministic"), 0.4);
  EXPECT_NEAR(closeness("s", "mean"), 0.4, 1e-12);  // one matrix for all: ratios stay
  EXPECT_GT(closeness("overall", "sd"), 0);
  EXPECT_DOUBLE_EQ(closeness("t", "deterministic"), 0.4);
  // Without a matrix areas are known, and nothing varies but the coefficient of cropland.
  expect_done(arguments);
  EXPECT_NEAR(closeness("s", "sd"), 0, 1e-15);
  // What is no area of the class is not taken for it.
  std::string wrong = indicators;
  wrong.replace(wrong.find("0.09"), 4, "0.08");
  write("indicators.csv", wrong);
  expect_refused(arguments + "--error-matrix @/m.csv", "forest_area of zone");
}

TEST_F(Uncertainty, TheChainGoesThroughZonesSpotsAndDetector) {
  std::string areas = "zone,year,class,area_ha\n";
  std::string indicators = "city,year,indicator,value\n";
  std::string factors = "zone,relief,gdp\n";
  std::string shapes = R"({"type": "FeatureCollection", "features": [)";
  for (int z = 0; z < 8; ++z) {
    const std::string id(1, static_cast<char>('a' + z));
    areas += id + ",2020,cropland," + std::to_string(1000 + 300 * (z * z % 5)) + "\n";
    areas += id + ",2020,forest," + std::to_string(500 + 200 * (z % 3)) + "\n";
    for (const auto& [name, value] :
         {std::pair{"people", 10 + z}, std::pair{"income", 5 + 3 * z % 7}, std::pair{"source", 400},
          std::pair{"sink", 300}}) {
      indicators += id + ",2020," + name + "," + std::to_string(value) + "\n";
    }
    factors += id + "," + (z < 4 ? "low" : "high") + "," + std::to_string(1.5 + z) + "\n";
    const std::string x = std::to_string(z);
    const std::string next = std::to_string(z + 1);
    shapes += std::string(z > 0 ? "," : "") + R"({"type":"Feature","properties":{"id":")" + id +
              R"("},"geometry":{"type":"Polygon","coordinates":[[[)" + x + ",0],[" + next +
              ",0],[" + next + ",1],[" + x + ",1],[" + x + ",0]]]}}";
  }
  write("areas.csv", areas);
  write("indicators.csv", indicators);
  write("factors.csv", factors);
  write("shapes.geojson", shapes + "]}");
  write("criteria.csv",
        "indicator,subsystem,direction,formula\nincome,economy,+,\nper_person,resource,-,source / "
        "people\nsink_share,ecology,+,sink / source\n");
  write("ranges.csv", std::string(ranges_header) +
                          "delta.cropland,normal,0.4,0.3,0.5,,city,t\ndelta.forest,normal,-0.6,-0."
                          "8,-0.4,,city,t\n");
  expect_done(
      "--areas @/areas.csv --inputs @/ranges.csv --draws 1000 --chain --chain-draws 1000 "
      "--indicators @/indicators.csv --criteria @/criteria.csv --axes economy,resource,ecology "
      "--polygons @/shapes.geojson --id id --factors-data @/factors.csv --factors relief,gdp "
      "--discretize quantile:2");
  const Table probability = table("probability");
  const Rows derived(table("derived"));
  EXPECT_GT(derived.value({{"quantity", "q"}, {"name", "gdp"}}, "p97_5"),
            derived.value({{"quantity", "q"}, {"name", "gdp"}}, "p2_5"));
  EXPECT_GE(derived.value({{"quantity", "rank"}, {"name", "overall"}, {"zone", "c"}}, "p2_5"), 1);
  double units = 0;
  for (std::size_t row = 0; row < probability.rows(); ++row) {
    const auto text = [&](std::size_t c) {
      return std::get<std::vector<std::string>>(probability.columns[c].values)[row];
    };
    if (text(0) == "c" && text(2) == "unit") {
      units += std::get<std::vector<double>>(probability.columns[4].values)[row];
    }
  }
  EXPECT_NEAR(units, 1, 1e-12);
  EXPECT_GT(Rows(table("probability")).value({{"zone", "a"}, {"event", "net"}}, "probability"),
            0.5);
}

}  // namespace
}  // namespace terrabalance
