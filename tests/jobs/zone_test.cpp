#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "tests/jobs/cities.hpp"

// `zone` as users run it: results, and what bad input is told.
namespace terrabalance {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string closeness_file() {
  std::string text = "city,year,subsystem,closeness\n";
  const char* const cities[] = {"a", "b", "c"};
  const char* const rows[] = {"0.9,0.1,0.2", "0.5,0.5,0.5", "0.1,0.9,0.8"};
  for (int k = 0; k < 3; ++k) {
    const std::string values = rows[k];
    text += std::string(cities[k]) + ",2020,socio-economic," + values.substr(0, 3) + "\n" +
            cities[k] + ",2020,resource use," + values.substr(4, 3) + "\n" + cities[k] +
            ",2020,ecology," + values.substr(8, 3) + "\n" + cities[k] + ",2020,overall,0.5\n";
  }
  return text;
}

TEST_F(CityJobs, ZoneByTheDefaultRules) {
  place.write("c.csv", closeness_file());
  expect_done("zone @/c.csv -o @/out.h5");
  const Table units = place.table("out.h5", "zone/units");
  EXPECT_THAT(values<std::string>(units, "level_x"), ElementsAre("high", "medium", "low"));
  EXPECT_THAT(values<std::int64_t>(units, "unit"), ElementsAre(19, 14, 9));
  EXPECT_THAT(values<std::string>(units, "zone"),
              ElementsAre("carbon intensity control zone", "low-carbon optimisation zone",
                          "carbon balance zone"));
  EXPECT_EQ(place.table("out.h5", "zone/guide").rows(), 3U);
  place.write("r.toml", "[[rule]]\nzone = \"green\"\nz = [\"high\"]\n[[rule]]\nzone = \"rest\"\n");
  expect_done("zone @/c.csv --rules @/r.toml --thresholds 0.3,0.6 -o @/out.h5");
  EXPECT_THAT(values<std::string>(place.table("out.h5", "zone/units"), "zone"),
              ElementsAre("rest", "rest", "green"));
}

TEST_F(CityJobs, ZoneBalancesLand) {
  place.write("c.csv", closeness_file());
  place.write("land.csv",
              "city,year,class,area_ha,t_c_per_ha,lower_ha,upper_ha\n"
              "a,2020,cropland,300,0.4,200,\na,2020,forest,450,-0.6,300,500\n"
              "a,2020,construction,250,12,150,\nb,2020,forest,9000,-0.6,9000,\n");
  place.write("km.csv", "from,to,km\na,b,80\n");
  expect_done("zone @/c.csv --land @/land.csv --distances @/km.csv -o @/out.h5");
  const Table structure = place.table("out.h5", "zone/structure");
  EXPECT_THAT(values<double>(structure, "optimal"), ElementsAre(350, 500, 150, 9000));
  EXPECT_THAT(values<std::string>(structure, "meaning")[2],
              HasSubstr("one more ha costs 11.6 t C, 19.33 ha of forest"));
  EXPECT_EQ(values<double>(place.table("out.h5", "zone/equivalent"), "area")[0], 20);
  const Table offset = place.table("out.h5", "zone/offset");
  EXPECT_THAT(values<std::string>(offset, "method"), ElementsAre("proportional", "nearest"));
  EXPECT_NEAR(values<double>(offset, "carbon")[1], 3000 + 120 - 270, 1e-9);
  EXPECT_EQ(place.table("out.h5", "zone/pareto").rows(), 11U);
}

TEST_F(CityJobs, ZoneOffsetsManyCitiesByTheirPlaces) {
  place.write("c.csv", closeness_file());
  std::string land = "city,year,class,area_ha,t_c_per_ha\n";
  std::string places = "city,x,y\n";
  for (int k = 0; k < 700; ++k) {  // 350 x 350 pairs are too many to list
    const std::string city = "c" + std::to_string(k);
    land += city + ",2020," + (k % 2 == 0 ? "forest,10,-0.5\n" : "construction,1,2.5\n");
    places += city + "," + std::to_string(1000 * k) + ",0\n";
  }
  place.write("land.csv", land);
  place.write("places.csv", places);
  expect_done("zone @/c.csv --land @/land.csv --places @/places.csv -o @/out.h5");
  const Table offset = place.table("out.h5", "zone/offset");
  const auto& method = values<std::string>(offset, "method");
  const auto& from = values<std::string>(offset, "from");
  const auto& to = values<std::string>(offset, "to");
  double given = 0;
  double taken = 0;
  for (std::size_t row = 0; row < offset.rows(); ++row) {
    const double carbon = values<double>(offset, "carbon")[row];
    if (method[row] == "nearest") {
      EXPECT_EQ(values<double>(offset, "distance")[row], 1);
    } else {
      given += to[row] == "(pool)" ? carbon : 0;
      taken += from[row] == "(pool)" ? carbon : 0;
    }
  }
  EXPECT_NEAR(given, 350 * 2.5, 1e-9);
  EXPECT_NEAR(taken, 350 * 2.5, 1e-9);
  EXPECT_EQ(offset.rows(), 700U + 350U);
  place.write("places.csv", places + "c5,0,0\n");
  std::filesystem::remove(place.path("out.h5"));
  expect_refused("zone @/c.csv --land @/land.csv --places @/places.csv -o @/out.h5",
                 HasSubstr("places.csv:702: city c5 is given twice"));
  place.write("places.csv", "city,x,y\nc0,0,0\n");
  expect_refused("zone @/c.csv --land @/land.csv --places @/places.csv -o @/out.h5",
                 HasSubstr("has no distance of city c1"));
}

TEST_F(CityJobs, ZoneRefusesBadInput) {
  place.write("c.csv", closeness_file());
  place.write("lack.csv", closeness_file() + "d,2020,ecology,0.3\n");
  expect_refused("zone @/lack.csv -o @/out.h5", HasSubstr("city d has no closeness of"));
  place.write("more.csv", closeness_file() + "a,2020,fourth,0.3\n");
  expect_refused("zone @/more.csv -o @/out.h5", HasSubstr("three subsystems"));
  place.write("range.csv", closeness_file() + "d,2020,ecology,1.3\n");
  expect_refused("zone @/range.csv -o @/out.h5", HasSubstr("outside [0, 1]"));
  place.write("gap.toml", "[[rule]]\nzone = \"green\"\nz = [\"high\"]\n");
  expect_refused("zone @/c.csv --rules @/gap.toml -o @/out.h5", HasSubstr("no zone for units 1 "));
  place.write("idle.toml", "[[rule]]\nzone = \"all\"\n[[rule]]\nzone = \"none\"\n");
  expect_refused("zone @/c.csv --rules @/idle.toml -o @/out.h5", HasSubstr("never reached"));
  place.write("level.toml", "[[rule]]\nzone = \"all\"\nx = [\"top\"]\n");
  expect_refused("zone @/c.csv --rules @/level.toml -o @/out.h5", HasSubstr("'top'"));
  place.write("key.toml", "[[rule]]\nzon = \"all\"\n");
  expect_refused("zone @/c.csv --rules @/key.toml -o @/out.h5", HasSubstr("rule 1"));
  place.write("syntax.toml", "[[rule]\n");
  expect_refused("zone @/c.csv --rules @/syntax.toml -o @/out.h5", HasSubstr("syntax.toml:1"));
  place.write("land.csv",
              "city,year,class,area_ha,t_c_per_ha,lower_ha,upper_ha\n"
              "a,2020,cropland,300,0.4,500,\na,2020,construction,200,12,150,\n");
  expect_refused(
      "zone @/c.csv --land @/land.csv -o @/out.h5",
      AllOf(HasSubstr("city a, 2020"), HasSubstr("cropland at least 500"),
            HasSubstr("construction at least 150"), HasSubstr("total area at most 500")));
}

}  // namespace
}  // namespace terrabalance
