#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "io/raster/real_layer.hpp"
#include "tests/jobs/cities.hpp"
#include "tests/support/reference_table.hpp"

// `detect` as users run it: results, and what bad input is told.
namespace terrabalance {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(CityJobs, DetectOfNeuralTubeDefects) {
  SKIP_WITHOUT_REFERENCE();
  const auto file = test::reference_folder() + "/data/detector/ntds.csv";
  expect_done("detect " + file +
              " --response incidence --factors watershed,elevation,soiltype -o @/out.h5");
  const Table factor = place.table("out.h5", "detect/factor");
  EXPECT_NEAR(values<double>(factor, "q")[0], 0.637773670070424, 1e-12);
  EXPECT_NEAR(values<double>(factor, "p")[0], 0.00012880226356173571, 1e-12);
  EXPECT_THAT(values<std::int64_t>(factor, "strata"), ElementsAre(9, 7, 5));
  const Table both = place.table("out.h5", "detect/interaction");
  EXPECT_EQ(values<std::string>(both, "type")[0], "enhance_bivariate");
  EXPECT_EQ(place.table("out.h5", "detect/risk").rows(), 67U);
}

TEST_F(CityJobs, DetectCutsWhatIsContinuous) {
  std::string data = "y,x,code,name\n";
  for (int i = 1; i <= 40; ++i) {
    data += std::to_string(i * i) + "," + std::to_string(i * 0.5) + "," + std::to_string(i % 4) +
            "," + (i > 20 ? "north" : "south") + "\n";
  }
  place.write("d.csv", data);
  expect_done(
      "detect @/d.csv --response y --factors x,code,name --discretize quantile:5 "
      "--permutations 99 -o @/out.h5");
  const Table factor = place.table("out.h5", "detect/factor");
  EXPECT_THAT(values<std::int64_t>(factor, "strata"), ElementsAre(5, 4, 2));
  EXPECT_THAT(values<double>(factor, "p_perm")[0], 0.01);
  expect_done(
      "detect @/d.csv --response y --factors x,code --discretize code=natural:2,optimal "
      "-o @/out.h5");
  EXPECT_EQ(values<std::int64_t>(place.table("out.h5", "detect/factor"), "strata")[1], 2);
}

TEST_F(CityJobs, DetectRefusesBadInput) {
  place.write("d.csv", "y,k,a,b,r\n1,2,p,1,0.5\n2,2,p,2,1.5\n3,2,q,3,-2.5\n4,2,,4,4.5\n");
  const std::string detect = "detect @/d.csv -o @/out.h5 --response ";
  expect_refused(detect + "k --factors b", HasSubstr("same value everywhere"));
  expect_refused(detect + "y --factors a",
                 AllOf(HasSubstr("d.csv:5"), HasSubstr("column a is empty")));
  expect_refused(detect + "y --factors b", HasSubstr("4 strata for 4 units"));
  expect_refused(detect + "y --factors k", HasSubstr("one stratum only"));
  expect_refused(detect + "y --factors nothing", HasSubstr("no column 'nothing'"));
  expect_refused(detect + "a --factors k", HasSubstr("not a finite number"));
  expect_refused(detect + "y --factors b,b", HasSubstr("named twice"));
  expect_refused(detect + "y --factors r --discretize geometric:2", HasSubstr("values <= 0"));
  expect_refused(detect + "y --factors r --discretize thirds", HasSubstr("thirds"));
  expect_refused(detect + "y --factors r --discretize q=equal:3",
                 HasSubstr("not among the --factors"));
  expect_refused(detect + "y --factors r --discretize equal:1", HasSubstr(">= 2"));
}

/// A simulated study and, in cells.csv, its cells with a value in every layer.
void write_cells(const Workplace& place) {
  ASSERT_EQ(place.run("simulate --size 60x45 --years 2000 --zones 2 -q -o @/study").status, 0);
  const RealLayer light = read_real_layer(place.path("study/nightlight_2000.tif"));
  const RealLayer dem = read_real_layer(place.path("study/dem.tif"));
  const RealLayer land = read_real_layer(place.path("study/landuse_2000.tif"));
  std::ostringstream csv;
  csv.precision(17);
  csv << "light,dem,land\n";
  for (std::size_t i = 0; i < light.values.size(); ++i) {
    if (std::isnan(light.values[i] + dem.values[i] + land.values[i])) continue;
    csv << static_cast<float>(light.values[i]) << ',' << static_cast<float>(dem.values[i]) << ','
        << land.values[i] << '\n';
  }
  place.write("cells.csv", csv.str());
}

/// Reals within 1e-8; texts and integers the same, unless names of strata carry rounded bounds.
void expect_close(const Table& found, const Table& expected, bool names_too) {
  ASSERT_EQ(found.rows(), expected.rows()) << expected.name;
  for (std::size_t c = 0; c < expected.columns.size(); ++c) {
    const auto* reals = std::get_if<std::vector<double>>(&expected.columns[c].values);
    if (reals == nullptr) {
      if (names_too) {
        EXPECT_EQ(found.columns[c].values, expected.columns[c].values) << expected.columns[c].name;
      }
      continue;
    }
    const auto& values = std::get<std::vector<double>>(found.columns[c].values);
    for (std::size_t row = 0; row < reals->size(); ++row) {
      if (std::isnan((*reals)[row])) continue;
      EXPECT_NEAR(values[row], (*reals)[row], 1e-8 * (1 + std::abs((*reals)[row])))
          << expected.name << ' ' << expected.columns[c].name;
    }
  }
}

// What the job says of a table of the same cells, by every method.
TEST_F(CityJobs, DetectOfRastersEqualsThatOfTheirCells) {
  write_cells(place);
  for (const std::string method : {"dem=quantile:5", "dem=equal:4", "dem=natural:4",
                                   "land=geometric:3", "dem=sd:4", "dem=optimal:3-5"}) {
    SCOPED_TRACE(method);
    const std::string how =
        " --response light --factors dem,land --discretize " + method + " -o @/";
    expect_done("detect @/cells.csv" + how + "table.h5");
    expect_done(
        "detect --raster light=@/study/nightlight_2000.tif --raster dem=@/study/dem.tif --raster "
        "land=@/study/landuse_2000.tif" +
        how + "out.h5");
    for (const char* name : {"factor", "interaction", "risk", "ecological", "strata"}) {
      const std::string table = std::string("detect/") + name;
      expect_close(place.table("out.h5", table), place.table("table.h5", table),
                   method != "dem=sd:4");
    }
  }
}

TEST_F(CityJobs, DetectOfRastersDoesNotDependOnRanks) {
  ASSERT_EQ(place.run("simulate --size 60x45 --years 2000 --zones 2 -q -o @/study").status, 0);
  std::vector<std::vector<double>> q;
  for (const int ranks : {0, 2, 3}) {
    const auto outcome = place.run(
        "detect --raster light=@/study/nightlight_2000.tif --raster dem=@/study/dem.tif --raster "
        "land=@/study/landuse_2000.tif --response light --factors dem,land -o @/out.h5",
        ranks);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("cut by the optimal discretisation"));
    q.push_back(values<double>(place.table("out.h5", "detect/factor"), "q"));
    EXPECT_EQ(q.back(), q.front());
  }
}

TEST_F(CityJobs, DetectOfRastersRefusesBadInput) {
  ASSERT_EQ(place.run("simulate --size 40x30 --years 2000 --zones 2 -q -o @/study").status, 0);
  const std::string rasters =
      "detect --raster light=@/study/nightlight_2000.tif --raster dem=@/study/dem.tif ";
  const std::string names = "--response light --factors dem ";
  expect_refused(rasters + names + "--discretize thirds:3 -o @/out.h5",
                 HasSubstr("known are equal:K"));
  expect_refused(rasters + names + "--discretize slope=equal:3 -o @/out.h5",
                 HasSubstr("slope is not among the --factors"));
  expect_refused(rasters + names + "--discretize geometric:3 -o @/out.h5",
                 HasSubstr("values <= 0"));
  expect_refused(rasters + "--response light --factors slope -o @/out.h5",
                 HasSubstr("add --raster slope=FILE"));
  expect_refused(rasters + names + "--permutations 9 -o @/out.h5", HasSubstr("is for tables"));
  ASSERT_EQ(place.run("simulate --size 41x30 --years 2000 --zones 2 -q -o @/other").status, 0);
  expect_refused("detect --raster light=@/study/nightlight_2000.tif --raster dem=@/other/dem.tif " +
                     names + "--discretize equal:3 -o @/out.h5",
                 HasSubstr("gdalwarp"));
}

}  // namespace
}  // namespace terrabalance
