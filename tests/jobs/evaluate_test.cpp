#include <cmath>
#include <string>
#include <vector>

#include "tests/jobs/cities.hpp"

// `coupling` and `evaluate` as users run them: results, and what bad input is told.
namespace terrabalance {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(CityJobs, CouplingByHand) {
  // Sources 2, 4, 8 of max 8; sinks 1, 4, 2 of max 4.
  place.write("b.csv", "city,year,source,sink\na,2000,2,1\nb,2000,4,4\na,2010,8,2\n");
  expect_done("coupling @/b.csv --source source --sink sink -o @/out.h5");
  const Table t = place.table("out.h5", "coupling/degree");
  EXPECT_THAT(values<double>(t, "u1"), ElementsAre(0.75, 0.5, 0));
  EXPECT_THAT(values<double>(t, "u2"), ElementsAre(0.25, 1, 0.5));
  EXPECT_NEAR(values<double>(t, "c")[0], 2 * std::sqrt(0.1875), 1e-15);
  EXPECT_NEAR(values<double>(t, "t")[1], 0.75, 1e-15);
  EXPECT_EQ(values<double>(t, "d")[2], 0);
  EXPECT_EQ(values<std::string>(t, "level")[2], "extreme disorder");
  expect_done("coupling @/b.csv --orientation source --normalize minmax -o @/out.h5");
  EXPECT_THAT(values<double>(place.table("out.h5", "coupling/degree"), "u1"),
              ElementsAre(0, testing::DoubleEq(1.0 / 3), 1));
  const Table relative = place.table("out.h5", "coupling/relative");
  EXPECT_EQ(relative.rows(), 3U);
  EXPECT_TRUE(std::isnan(values<double>(relative, "change")[0]));
}

TEST_F(CityJobs, CouplingRefusesBadInput) {
  place.write("b.csv", "city,year,source,sink,zero\na,2000,2,-1,0\nb,2000,4,4,0\n");
  expect_refused("coupling @/b.csv -o @/out.h5",
                 AllOf(HasSubstr("b.csv:2"), HasSubstr("sink of city a in 2000 is negative")));
  expect_refused("coupling @/b.csv --sink zero -o @/out.h5", HasSubstr("all its values are 0"));
  expect_refused("coupling @/b.csv --sink nothing -o @/out.h5", HasSubstr("no column 'nothing'"));
  place.write("t.csv", "city,year,source,sink\na,2000,2,1\na,2000,4,4\n");
  expect_refused("coupling @/t.csv -o @/out.h5", HasSubstr("second row for 2000"));
}

const char* const criteria =
    "indicator,subsystem,direction,formula\nincome,economy,+,gdp / people\nland,resource,-,\n"
    "forest,ecology,+,\n";

std::string indicators(const std::string& more = "") {
  std::string text = "city,year,indicator,value\n";
  int k = 0;
  for (const char* city : {"a", "b", "c"}) {
    for (const char* year : {"2000", "2010"}) {
      ++k;
      const auto row = [&](const char* name, int value) {
        text += std::string(city) + "," + year + "," + name + "," + std::to_string(value) + "\n";
      };
      row("gdp", 10 * k);
      row("people", 5);
      row("land", 7 * k % 5);
      row("forest", 11 * k % 7);
    }
  }
  return text + more;
}

TEST_F(CityJobs, EvaluateWritesItsTables) {
  place.write("i.csv", indicators());
  place.write("c.csv", criteria);
  expect_done("evaluate @/i.csv --criteria @/c.csv -o @/out.h5");
  const Table weights = place.table("out.h5", "evaluate/weights");
  double sum = 0;
  for (const double w : values<double>(weights, "weight"))
    sum += w;
  EXPECT_NEAR(sum, 1, 1e-14);
  const Table closeness = place.table("out.h5", "evaluate/closeness");
  EXPECT_EQ(closeness.rows(), 24U);
  EXPECT_THAT(std::vector<std::string>(values<std::string>(closeness, "subsystem").begin(),
                                       values<std::string>(closeness, "subsystem").begin() + 4),
              ElementsAre("overall", "economy", "resource", "ecology"));
  // The income of c in 2010 is the highest: nothing lacks in that subsystem.
  EXPECT_EQ(values<double>(closeness, "closeness")[21], 1);
  EXPECT_EQ(values<std::int64_t>(closeness, "rank")[21], 1);
  EXPECT_GT(place.table("out.h5", "evaluate/stability").rows(), 0U);
  EXPECT_EQ(place.table("out.h5", "evaluate/obstacles").rows(), 36U);
  EXPECT_EQ(place.table("out.h5", "evaluate/benchmark").rows(), 18U);
  // One step further: its closeness is what zone takes.
  place.write("closeness.csv", place.run("table @/out.h5 evaluate/closeness").out);
  expect_done("zone @/closeness.csv -o @/zone.h5");
  EXPECT_EQ(place.table("zone.h5", "zone/units").rows(), 6U);
  EXPECT_EQ(place.table("zone.h5", "zone/rules").rows(), 27U);
}

TEST_F(CityJobs, EvaluateTakesOtherWeights) {
  place.write("i.csv", indicators());
  place.write("c.csv", "indicator,subsystem,direction,weight\nland,s,-,3\nforest,s,+,1\n");
  expect_done(
      "evaluate @/i.csv --criteria @/c.csv --weights given --topsis vector --draws 0 "
      "-o @/out.h5");
  EXPECT_THAT(values<double>(place.table("out.h5", "evaluate/weights"), "weight"),
              ElementsAre(0.75, 0.25));
  expect_done("evaluate @/i.csv --criteria @/c.csv --weights equal --by-year -o @/out.h5");
  EXPECT_THAT(values<double>(place.table("out.h5", "evaluate/weights"), "weight"),
              ElementsAre(0.5, 0.5, 0.5, 0.5));
}

TEST_F(CityJobs, EvaluateRefusesBadInput) {
  place.write("i.csv", indicators());
  place.write("c.csv", criteria);
  const std::string rest = " -o @/out.h5";
  place.write("unknown.csv", "indicator,subsystem,direction,formula\nincome,s,+,gpd / people\n");
  expect_refused("evaluate @/i.csv --criteria @/unknown.csv" + rest,
                 AllOf(HasSubstr("indicator income needs 'gpd'"), HasSubstr("did you mean 'gdp'")));
  place.write("zero.csv", "indicator,subsystem,direction,formula\nincome,s,+,gdp / (people - 5)\n");
  expect_refused(
      "evaluate @/i.csv --criteria @/zero.csv" + rest,
      HasSubstr("indicator income, city a, 2000: formula 'gdp / (people - 5)' divides by 0"));
  place.write("missing.csv",
              indicators("d,2000,gdp,1\nd,2000,people,1\nd,2000,land,1\nd,2000,forest,2\n"));
  expect_refused("evaluate @/missing.csv --criteria @/c.csv" + rest,
                 HasSubstr("city d has no values in 2010"));
  place.write("hole.csv", indicators("d,2000,gdp,1\nd,2010,gdp,1\n"));
  expect_refused("evaluate @/hole.csv --criteria @/c.csv" + rest,
                 HasSubstr("city d has no people in 2000"));
  place.write("twice.csv", indicators("a,2000,gdp,1\n"));
  expect_refused("evaluate @/twice.csv --criteria @/c.csv" + rest, HasSubstr("given twice"));
  place.write("nan.csv", indicators("d,2000,gdp,nan\n"));
  expect_refused("evaluate @/nan.csv --criteria @/c.csv" + rest, HasSubstr("not a finite number"));
  place.write("same.csv", "indicator,subsystem,direction\npeople,s,+\n");
  expect_refused("evaluate @/i.csv --criteria @/same.csv" + rest, HasSubstr("no indicator varies"));
  place.write("sign.csv", "indicator,subsystem,direction\nland,s,up\n");
  expect_refused("evaluate @/i.csv --criteria @/sign.csv" + rest, HasSubstr("direction 'up'"));
}

}  // namespace
}  // namespace terrabalance
