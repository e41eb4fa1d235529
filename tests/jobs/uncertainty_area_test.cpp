#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "tests/jobs/uncertainty.hpp"

// `uncertainty` of areas: the error of the map.
namespace terrabalance {
namespace {

TEST_F(Uncertainty, AdjustedAreasKeepTheTotalAndHaveOlofssonsErrors) {
  write("areas.csv",
        "zone,year,class,area_ha\nz,2010,deforestation,18000\nz,2010,forest_gain,13500\n"
        "z,2010,stable_forest,288000\nz,2010,stable_nonforest,580500\n");
  write("m.csv",
        "map\\ref,deforestation,forest_gain,stable_forest,stable_nonforest\n"
        "deforestation,66,0,5,4\nforest_gain,0,55,8,12\nstable_forest,1,0,153,11\n"
        "stable_nonforest,2,1,9,313\n");
  write("ranges.csv", std::string(ranges_header) +
                          "delta.deforestation,fixed,1,,,,,t\n"
                          "delta.forest_gain,fixed,-1,,,,,t\n"
                          "delta.stable_forest,fixed,-1,,,,,t\n"
                          "delta.stable_nonforest,fixed,0,,,,,t\n");
  expect_done("--areas @/areas.csv --inputs @/ranges.csv --error-matrix @/m.csv --draws 1000");
  const Rows areas(table("areas"));
  EXPECT_NEAR(areas.value({{"zone", "z"}, {"class", "deforestation"}}, "adjusted"), 21157.762,
              1e-3);
  EXPECT_NEAR(areas.value({{"zone", "z"}, {"class", "deforestation"}}, "upper") -
                  areas.value({{"zone", "z"}, {"class", "deforestation"}}, "adjusted"),
              6157.634, 1e-3);
  double total = 0;
  for (const char* name : {"deforestation", "forest_gain", "stable_forest", "stable_nonforest"})
    total += areas.value({{"zone", "z"}, {"class", name}}, "adjusted");
  EXPECT_NEAR(total, 900000, 900000e-9);
}

TEST_F(Uncertainty, ClassesOfChangeTieTheYearsTogether) {
  write("areas.csv",
        "zone,year,class,area_ha\nz,2010>2020,forest>forest,9000\nz,2010>2020,forest>cropland,500\n"
        "z,2010>2020,cropland>cropland,4000\n");
  write("m.csv",
        "map\\ref,forest>forest,forest>cropland,cropland>cropland\nforest>forest,95,1,4\n"
        "forest>cropland,5,40,5\ncropland>cropland,3,2,45\n");
  write("ranges.csv", std::string(ranges_header) +
                          "delta.forest,fixed,-0.6,,,,,t\ndelta.cropland,fixed,0.4,,,,,t\n");
  expect_done("--areas @/areas.csv --inputs @/ranges.csv --error-matrix @/m.csv --draws 20000");
  // Only the area of forest>cropland changes the balance, by one t C a hectare.
  const double changed = 9000 * 0.01 + 500 * 0.8 + 4000 * 0.04;
  const Rows trend(table("trend"));
  const auto of = [&](const char* method, const char* column) {
    return trend.value({{"zone", "z"}, {"quantity", "net"}, {"method", method}}, column);
  };
  EXPECT_NEAR(of("exact", "mean"), changed, 1e-9);
  const double variance = 9000.0 * 9000 * 0.01 * 0.99 / 99 + 500.0 * 500 * 0.8 * 0.2 / 49 +
                          4000.0 * 4000 * 0.04 * 0.96 / 49;
  EXPECT_NEAR(of("exact", "sd"), std::sqrt(variance), 1e-9);
  EXPECT_NEAR(of("mc", "mean"), changed, 4 * std::sqrt(variance / 20000));
  const Rows areas(table("areas"));
  EXPECT_NEAR(areas.value({{"zone", "z"}, {"year", "2020"}, {"class", "cropland"}}, "map"), 4500,
              1e-9);
}

TEST_F(Uncertainty, NormalDrawsOfAreasAreThereToCompare) {
  write("areas.csv", "zone,year,class,area_ha\na,2020,cropland,1000\na,2020,forest,4\n");
  write("ranges.csv",
        std::string(ranges_header) + "delta.cropland,fixed,1,,,,,t\ndelta.forest,fixed,-1,,,,,t\n");
  // Forest that the map calls cropland is 2 of 40: its area is normal with mean 53, sd 35.
  write("m.csv", "map\\ref,cropland,forest\ncropland,38,2\nforest,0,40\n");
  const std::string arguments =
      "--areas @/areas.csv --inputs @/ranges.csv --error-matrix @/m.csv --draws 65536";
  expect_done(arguments);
  const std::vector<std::pair<std::string, std::string>> forest{{"zone", "a"}, {"class", "forest"}};
  const auto negative = [&] {
    return std::stod(Rows(table("areas")).text(forest, "negative_draws")) / 65536;
  };
  EXPECT_EQ(negative(), 0);
  for (const char* threads : {" --threads 1", " --threads 2"}) {
    expect_done(arguments + " --area-draws mvn" + threads);
    const double sd = Rows(table("areas")).value(forest, "se");
    const double share = 0.5 * std::erfc(54 / sd / std::sqrt(2.0));
    EXPECT_NEAR(negative(), share, 4 * std::sqrt(share / 65536));
    const Rows summary(table("summary"));
    const auto net = [&](const char* method, const char* column) {
      return summary.value({{"quantity", "net"}, {"method", method}}, column);
    };
    EXPECT_NEAR(net("mc", "mean"), net("exact", "mean"), 4 * net("mc", "mcse"));
    EXPECT_NEAR(net("mc", "sd"), net("exact", "sd"), 0.02 * net("exact", "sd"));
    EXPECT_EQ(summary.text({{"zone", "total"}, {"quantity", "net"}, {"method", "mc"}}, "n"),
              "65536");
  }
}

}  // namespace
}  // namespace terrabalance
