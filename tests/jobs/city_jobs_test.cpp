#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/table.hpp"
#include "io/raster/real_layer.hpp"
#include "io/result/result_reader.hpp"
#include "tests/support/program.hpp"
#include "tests/support/reference_table.hpp"
#include "tests/support/temporary_folder.hpp"

// The table jobs as users run them: results, and what bad input is told.
namespace terrabalance {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

template <class T>
const std::vector<T>& values(const Table& table, const std::string& column) {
  for (const Column& c : table.columns) {
    if (c.name == column) return std::get<std::vector<T>>(c.values);
  }
  throw std::runtime_error("no column " + column);
}

/// The folder of a test; @ in arguments stands for it.
class Workplace {
 public:
  std::string path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
  }
  test::Outcome run(std::string arguments, int ranks = 0) const {
    for (auto at = arguments.find('@'); at != std::string::npos; at = arguments.find('@'))
      arguments.replace(at, 1, folder_.path());
    return test::run(arguments, ranks);
  }
  Table table(const std::string& file, const std::string& name) const {
    return read_table(path(file), name);
  }

 private:
  test::TemporaryFolder folder_;
};

class CityJobs : public testing::Test {
 protected:
  void expect_refused(const std::string& arguments, const testing::Matcher<std::string>& message) {
    const test::Outcome run = place.run(arguments);
    EXPECT_EQ(run.status, 2) << run.err;
    EXPECT_THAT(run.err, message);
    EXPECT_FALSE(std::filesystem::exists(place.path("out.h5")));
  }
  void expect_done(const std::string& arguments) {
    const test::Outcome run = place.run(arguments);
    ASSERT_EQ(run.status, 0) << run.err;
    messages = run.err;
  }

  Workplace place;
  std::string messages;
};

/// n x n unit squares as GeoJSON with a field v = column + 10 row, and an id.
std::string squares(int n, const std::string& extra = "") {
  std::string text = R"({"type": "FeatureCollection", "features": [)";
  for (int y = 0; y < n; ++y) {
    for (int x = 0; x < n; ++x) {
      const auto corner = [&](int dx, int dy) {
        return std::string("[") + std::to_string(x + dx) + "," + std::to_string(y + dy) + "]";
      };
      text += std::string(x + y > 0 ? "," : "") + R"({"type": "Feature", "properties": {"id": "c)" +
              std::to_string(x) + std::to_string(y) + R"(", "v": )" + std::to_string(x + 10 * y) +
              R"(, "w": )" + std::to_string(1 + x * y) +
              R"(}, "geometry": {"type": "Polygon", "coordinates": [[)" + corner(0, 0) + "," +
              corner(1, 0) + "," + corner(1, 1) + "," + corner(0, 1) + "," + corner(0, 0) + "]]}}";
    }
  }
  return text + extra + "]}";
}

std::string feature(const std::string& id, const std::string& geometry) {
  return R"(,{"type": "Feature", "properties": {"id": ")" + id +
         R"(", "v": 1, "w": 1}, "geometry": )" + geometry + "}";
}

TEST_F(CityJobs, PatternWritesItsTables) {
  place.write("s.geojson", squares(4));
  expect_done(
      "pattern @/s.geojson --id id --variable v,w --with w,v --weights rook "
      "--permutations 99 -o @/out.h5");
  const Table global = place.table("out.h5", "pattern/global");
  EXPECT_EQ(values<std::string>(global, "statistic")[0], "moran_i");
  EXPECT_GT(values<double>(global, "value")[0], 0.5);
  const Table local = place.table("out.h5", "pattern/local");
  EXPECT_EQ(local.rows(), 32U);
  EXPECT_EQ(values<std::string>(local, "id")[1], "c10");
  EXPECT_EQ(place.table("out.h5", "pattern/weights").rows(), 48U);
  EXPECT_EQ(place.table("out.h5", "pattern/transition").rows(), 16U);
  EXPECT_EQ(place.table("out.h5", "pattern/permutation").rows(), 32U);
  EXPECT_EQ(place.table("out.h5", "pattern/bivariate").rows(), 32U);
}

TEST_F(CityJobs, PatternOfColumbusEqualsSpdep) {
  SKIP_WITHOUT_REFERENCE();
  const auto file = test::reference_folder() + "/data/spatial/columbus.geojson";
  expect_done("pattern " + file + " --variable CRIME --weights queen -o @/out.h5");
  const Table local = place.table("out.h5", "pattern/local");
  const auto expected =
      test::read_reference("expected/spatial/columbus__queen__W__CRIME__local.csv");
  const auto z = expected.reals("z_cond");
  const auto gi = expected.reals("Gistar_z");
  for (std::size_t i = 0; i < z.size(); ++i) {
    EXPECT_NEAR(values<double>(local, "z")[i], z[i], 1e-9);
    EXPECT_NEAR(values<double>(local, "gi_star_z")[i], gi[i], 1e-9);
  }
}

TEST_F(CityJobs, PatternTakesPointsAndNeighbourFiles) {
  place.write("p.csv", "name,x,y,v\na,0,0,1\nb,1,0,2\nc,2,0,3\nd,3,0,9\ne,9,9,4\n");
  place.write("n.gal", "5\na 1\nb\nb 2\na c\nc 2\nb d\nd 1\nc\ne 0\n\n");
  expect_done("pattern @/p.csv --coords x,y --id name --variable v --weights @/n.gal -o @/out.h5");
  EXPECT_THAT(messages, HasSubstr("1 units have no neighbours (e)"));
  EXPECT_TRUE(std::isnan(values<double>(place.table("out.h5", "pattern/local"), "z")[4]));
  place.write("n.gwt", "0 5 p name\na b 2.5\nb a 1\n");
  expect_done(
      "pattern @/p.csv --coords x,y --id name --variable v --weights @/n.gwt --style B "
      "-o @/out.h5");
  EXPECT_THAT(values<double>(place.table("out.h5", "pattern/weights"), "weight"),
              ElementsAre(2.5, 1));
  place.write("n.csv", "from,to\na,b\nb,a\n");
  expect_done("pattern @/p.csv --coords x,y --id name --variable v --weights @/n.csv -o @/out.h5");
}

TEST_F(CityJobs, PatternRefusesBadInput) {
  place.write("s.geojson", squares(3));
  place.write("empty.geojson",
              squares(3, feature("none", R"({"type":"Polygon","coordinates":[]})")));
  place.write(
      "bow.geojson",
      squares(3, feature("bow",
                         R"({"type":"Polygon","coordinates":[[[5,5],[6,6],[6,5],[5,6],[5,5]]]})")));
  place.write(
      "twice.geojson",
      squares(3,
              feature("c00", R"({"type":"Polygon","coordinates":[[[5,5],[6,5],[6,6],[5,5]]]})")));
  place.write("line.geojson",
              squares(3, feature("way", R"({"type":"LineString","coordinates":[[5,5],[6,6]]})")));
  const std::string rest = " --id id --variable v -o @/out.h5";
  expect_refused("pattern @/empty.geojson" + rest, HasSubstr("'none' has an empty geometry"));
  expect_refused("pattern @/bow.geojson" + rest, HasSubstr("'bow' has an invalid geometry"));
  expect_refused("pattern @/twice.geojson" + rest, HasSubstr("'c00' occurs twice"));
  expect_refused("pattern @/line.geojson" + rest, HasSubstr("'way' is a LINESTRING"));
  expect_refused("pattern @/none.geojson" + rest, HasSubstr("none.geojson"));
  expect_refused("pattern @/s.geojson --variable nothing -o @/out.h5",
                 HasSubstr("no field 'nothing'"));
  expect_refused("pattern @/s.geojson --variable v --weights knn:9 -o @/out.h5",
                 HasSubstr("knn:9"));
  expect_refused("pattern @/s.geojson --variable v --weights knn:x -o @/out.h5",
                 HasSubstr("knn:x"));
  expect_refused("pattern @/s.geojson --variable v --weights bishop -o @/out.h5",
                 HasSubstr("bishop"));
  place.write("p.csv", "x,y,v,c\n0,0,1,3\n1,0,,3\n2,0,3,3\n3,0,5,3\n");
  const std::string points = "pattern @/p.csv --coords x,y --weights knn:1 -o @/out.h5 --variable ";
  expect_refused(points + "v", AllOf(HasSubstr("p.csv:3"), HasSubstr("column v")));
  expect_refused(points + "c", HasSubstr("same value everywhere"));
  expect_refused("pattern @/p.csv --coords x,y --variable c -o @/out.h5",
                 HasSubstr("need polygons"));
  expect_refused("pattern @/p.csv --variable c -o @/out.h5", HasSubstr("--coords"));
  place.write("two.csv", "x,y,v\n0,0,1\n1,0,2\n");
  expect_refused("pattern @/two.csv --coords x,y --weights knn:1 --variable v -o @/out.h5",
                 HasSubstr("at least 4"));
}

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

TEST_F(CityJobs, PatternOfARasterIsTheSameForRanksAndThreads) {
  const auto made = place.run("simulate --size 70x50 --years 2000 --zones 2 -q -o @/study");
  ASSERT_EQ(made.status, 0) << made.err;
  const std::string arguments =
      "pattern --raster dem=@/study/dem.tif --raster light=@/study/nightlight_2000.tif:1 "
      "--weights radius:2 --permutations 19 --seed 3 ";
  std::vector<std::string> maps;
  std::vector<double> counts;
  for (const int ranks : {0, 1, 2, 3}) {
    for (const int threads : {1, 2}) {
      const auto outcome = place.run(
          arguments + "--threads " + std::to_string(threads) + " --maps @/maps -o @/out.h5", ranks);
      ASSERT_EQ(outcome.status, 0) << outcome.err;
      std::ifstream file(place.path("maps/pattern_dem.tif"), std::ios::binary);
      maps.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
      EXPECT_EQ(maps.back(), maps.front()) << ranks << " ranks, " << threads << " threads";
      const auto value = values<double>(place.table("out.h5", "pattern/lattice"), "value");
      if (counts.empty()) counts = value;
      EXPECT_EQ(value, counts);
    }
  }
  EXPECT_EQ(counts[0], 3500);
  EXPECT_GT(counts[3], 0.5);  // Moran's I of a terrain
}

// What the job says of a table of the same cells.
TEST_F(CityJobs, DetectOfRastersEqualsThatOfTheirCells) {
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
  expect_done(
      "detect @/cells.csv --response light --factors dem,land --discretize dem=quantile:5 -o "
      "@/table.h5");
  std::vector<std::vector<double>> q;
  for (const int ranks : {0, 2, 3}) {
    const auto outcome = place.run(
        "detect --raster light=@/study/nightlight_2000.tif --raster dem=@/study/dem.tif --raster "
        "land=@/study/landuse_2000.tif --response light --factors dem,land --discretize "
        "dem=quantile:5 -o @/out.h5",
        ranks);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    q.push_back(values<double>(place.table("out.h5", "detect/factor"), "q"));
    EXPECT_EQ(q.back(), q.front());
  }
  for (const char* name : {"factor", "interaction", "risk", "ecological", "strata"}) {
    const std::string table = std::string("detect/") + name;
    const Table rasters = place.table("out.h5", table);
    const Table cells = place.table("table.h5", table);
    ASSERT_EQ(rasters.rows(), cells.rows()) << table;
    for (std::size_t c = 0; c < cells.columns.size(); ++c) {
      const auto* expected = std::get_if<std::vector<double>>(&cells.columns[c].values);
      if (expected == nullptr) {
        EXPECT_EQ(rasters.columns[c].values, cells.columns[c].values) << cells.columns[c].name;
        continue;
      }
      const auto& found = std::get<std::vector<double>>(rasters.columns[c].values);
      for (std::size_t row = 0; row < expected->size(); ++row) {
        if (std::isnan((*expected)[row])) continue;
        EXPECT_NEAR(found[row], (*expected)[row], 1e-8 * (1 + std::abs((*expected)[row])))
            << table << ' ' << cells.columns[c].name;
      }
    }
  }
}

TEST_F(CityJobs, DetectOfRastersRefusesBadInput) {
  ASSERT_EQ(place.run("simulate --size 40x30 --years 2000 --zones 2 -q -o @/study").status, 0);
  const std::string rasters =
      "detect --raster light=@/study/nightlight_2000.tif --raster dem=@/study/dem.tif ";
  const std::string names = "--response light --factors dem ";
  expect_refused(rasters + names + "-o @/out.h5", HasSubstr("factor dem is continuous"));
  expect_refused(rasters + names + "--discretize natural:3 -o @/out.h5",
                 HasSubstr("equal:K and quantile:K"));
  expect_refused(rasters + "--response light --factors slope -o @/out.h5",
                 HasSubstr("add --raster slope=FILE"));
  expect_refused(rasters + names + "--permutations 9 -o @/out.h5", HasSubstr("is for tables"));
  ASSERT_EQ(place.run("simulate --size 41x30 --years 2000 --zones 2 -q -o @/other").status, 0);
  expect_refused("detect --raster light=@/study/nightlight_2000.tif --raster dem=@/other/dem.tif " +
                     names + "--discretize equal:3 -o @/out.h5",
                 HasSubstr("gdalwarp"));
}

TEST_F(CityJobs, PatternOfARasterRefusesBadInput) {
  ASSERT_EQ(place.run("simulate --size 40x30 --years 2000 --zones 2 -q -o @/study").status, 0);
  const std::string dem = "pattern --raster dem=@/study/dem.tif";
  expect_refused(dem + ":slope -o @/out.h5", HasSubstr("has no band 'slope'; its bands are: 1"));
  expect_refused(dem + " --weights knn:4 -o @/out.h5", HasSubstr("queen, rook or radius:CELLS"));
  expect_refused(dem + " --weights radius:0 -o @/out.h5", HasSubstr("between 1 and 100"));
  expect_refused("pattern --raster dem=@/none.tif -o @/out.h5", HasSubstr("none.tif"));
  expect_refused(dem + " @/study/zones.gpkg -o @/out.h5", HasSubstr("give DATA, or --raster"));
  expect_refused("pattern -o @/out.h5", HasSubstr("give DATA, or --raster"));
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
