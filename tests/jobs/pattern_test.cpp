#include <cmath>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/jobs/cities.hpp"
#include "tests/support/reference_table.hpp"

// `pattern` as users run it: results, and what bad input is told.
namespace terrabalance {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

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

}  // namespace
}  // namespace terrabalance
