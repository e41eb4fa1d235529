#include "tests/jobs/landscape.hpp"

/// \file
/// Bad input of `landscape`: what tests/jobs/account_test.cpp asks of `account`, and what only
/// landscapes have. Blocks that cannot be read, disks that fill up:
/// tests/jobs/robust/fault_test.cpp.
namespace terrabalance::test {
namespace {

using testing::HasSubstr;

class LandscapeInput : public Landscape {
 protected:
  struct Refusal {
    std::string arguments;
    std::vector<std::string> parts;  ///< of the message
  };
  void expect_refusals(const std::vector<Refusal>& refusals) const {
    for (const Refusal& refusal : refusals)
      expect_refused(refusal.arguments, refusal.parts);
  }
  /// A raster of its own as the one year.
  std::string given(const std::string& name, const Picture& picture, const RasterFile& file) const {
    write_raster(folder / name, picture, file);
    return "--landuse 2000=" + folder / name;
  }
  /// A text file of that name.
  std::string text(const std::string& name, const std::string& content) const {
    write_text(folder / name, content);
    return folder / name;
  }
};

TEST_F(LandscapeInput, RastersThatCannotBeUsedAreNamed) {
  RasterFile degrees = hectares;
  degrees.geotransform = {110, 0.01, 0, 22, 0, -0.01};
  degrees.epsg = 4326;
  RasterFile real = hectares;
  real.type = "Float32";
  text("text.tif", "no raster");
  write_raster(folder / "other.tif", Picture("12"), hectares);
  expect_refusals({
      {"--landuse 2000=" + folder / "none.tif", {"none.tif: no such file"}},
      {"--landuse 2000=" + folder / "text.tif", {"text.tif: not a readable raster"}},
      {given("float.tif", Picture("12"), real), {"float.tif", "integer class codes"}},
      {raster() + " --landuse 2010=" + folder / "other.tif",
       {"other.tif", "lu.tif", "gdalwarp", "-ts 4 4"}},
      {raster() + " --landuse 2000=" + folder / "other.tif", {"year 2000 is given twice"}},
      {"--landuse " + folder / "lu.tif", {"YEAR=FILE"}},
      {given("degrees.tif", Picture("12 21"), degrees),
       {"degrees.tif", "degrees", "gdalwarp", "laea", "--allow-geographic"}},
      {given("empty.tif", Picture("00 00"), hectares),
       {"empty.tif", "no cell has a class", "nodata"}},
  });
}

TEST_F(LandscapeInput, WithoutNodataEveryCodeIsAClass) {
  RasterFile all = hectares;
  all.nodata.reset();
  ASSERT_EQ(run("landscape " + given("all.tif", Picture("0011 0011"), all) + out()).status, 0);
  EXPECT_EQ(value("all", "0", "ca"), "4");
  std::filesystem::remove(folder / "out.h5");
  expect_refused("--legend " + text("legend.csv", "code,class\n1,forest\n") +
                     " --landuse 2000=" + folder / "all.tif",
                 {"0 (4 cells in", "all.tif", "nodata"});
}

TEST_F(LandscapeInput, WithoutAReferenceSystemUnitsAreMetresAndThatIsSaid) {
  RasterFile nowhere = hectares;
  nowhere.epsg = 0;
  const Outcome outcome = run("landscape " + given("n.tif", Picture("12"), nowhere) + out());
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("n.tif: states no coordinate reference system"));
  EXPECT_THAT(table("provenance/notes"), HasSubstr("units are taken as metres"));
}

TEST_F(LandscapeInput, CodesThatTheLegendLacksAreAllListedWithTheirCells) {
  const std::string legend = text("legend.csv", "code,class\n1,forest\n3,grassland\n");
  expect_refusals({
      {raster() + " --legend " + legend, {"2 (3 cells in", "5 (2 cells in", "lu.tif", "legend"}},
      {raster() + " --legend " + folder / "none.csv", {"none.csv"}},
  });
}

TEST_F(LandscapeInput, ZonesThatDoNotFitAreNamed) {
  write_raster(folder / "none.tif", Picture("0000 0000 0000 0000"), hectares);
  write_raster(folder / "small.tif", Picture("77 77"), hectares);
  write_polygons(folder / "far.gpkg", {{"a", {{0, 0}, {100, 0}, {100, 100}, {0, 100}}}});
  const std::string kml =
      text("map.kml",
           "<?xml version='1.0'?><kml xmlns='http://www.opengis.net/kml/2.2'><Document><Placemark>"
           "<name>a</name><Point><coordinates>111,22</coordinates></Point></Placemark></Document>"
           "</kml>");
  expect_refusals({
      {raster() + " --zones " + folder / "none.tif", {"none.tif", "no cell"}},
      {raster() + " --zones " + folder / "small.tif", {"small.tif", "lu.tif", "gdalwarp"}},
      {raster() + " --zones " + folder / "absent.gpkg --zone-id id", {"absent.gpkg: no such file"}},
      {raster() + " --zones " + folder / "far.gpkg --zone-id id", {"far.gpkg"}},
      {raster() + " --zones " + folder / "far.gpkg --zone-id name", {"far.gpkg", "name", "id"}},
      {raster() + " --zones " + kml + " --zone-id id", {"map.kml", "--allow-driver NAME"}},
  });
}

TEST_F(LandscapeInput, OutputsThatCannotBeWrittenAreRefused) {
  for (const int ranks : {0, 2}) {
    const Outcome outcome = run("landscape " + raster() + " -o /proc/nowhere/out.h5", ranks);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, HasSubstr("/proc/nowhere/out.h5: cannot write"));
  }
  expect_refusals({
      {raster() + " --patch-maps /proc/nowhere", {"/proc/nowhere"}},
      {raster() + " --grid-cell 2 --grid-maps /proc/nowhere", {"/proc/nowhere"}},
      {raster() + " --window 1 --window-maps /proc/nowhere", {"/proc/nowhere"}},
  });
}

TEST_F(LandscapeInput, AFullDiskIsReportedAndLeavesNoResult) {
  // A limit on the size of files stands in for the disk; one that is met later: fault_test.cpp.
  const Outcome none = run("landscape " + raster() + " --patches" + out(), 0, "ulimit -f 10; ");
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.err, HasSubstr("out.h5: cannot write the result there"));
  EXPECT_FALSE(std::filesystem::exists(folder / "out.h5"));
}

TEST_F(LandscapeInput, IndicesAndOptionsThatDoNotExistAreNamedWithTheNearest) {
  expect_refusals({
      {raster() + " --metrics np,shapo_mn", {"shapo_mn", "shape_mn"}},
      {raster() + " --metrics prox", {"'prox'", "--search-radius"}},
      {raster() + " --metrics teci", {"'teci'", "--contrast"}},
      {raster() + " --directions 6", {"--directions"}},
      {raster() + " --convention fragstat", {"fragstats"}},
      {raster() + " --edge-depth 0", {"--edge-depth"}},
      {raster() + " --similarity " + text("s.csv", "class,other,similarity\n1,2,0.5\n"),
       {"--search-radius"}},
  });
}

TEST_F(LandscapeInput, GridsAndWindowsThatDoNotFitAreNamed) {
  const std::string maps = folder / "maps";
  expect_refusals({
      {raster() + " --grid-cell 5", {"grid cell '5'", "4 x 4"}},
      {raster() + " --grid-cell 1km", {"1km", "4 x 4"}},
      {raster() + " --grid-cell 2m", {"2m", "5km"}},
      {raster() + " --grid-maps " + maps, {"--grid-cell"}},
      {raster() + " --window 2 --window-maps " + maps, {"5 x 5", "4 x 4", "at most 1"}},
      {raster() + " --window 1", {"--window-maps"}},
      {raster() + " --window 1 --window-metrics pd --window-maps " + maps,
       {"'pd'", "pland, ed, shdi, contag, ai"}},
  });
}

TEST_F(LandscapeInput, TablesOfClassesThatDoNotMatchAreNamed) {
  const auto contrast = [&](const std::string& name, const std::string& content) {
    return raster() + " --contrast " + text(name, content);
  };
  expect_refusals({
      {raster() + " --contrast " + folder / "absent.csv", {"absent.csv"}},
      {contrast("columns.csv", "class,other\n1,2\n"), {"columns.csv", "contrast"}},
      {contrast("range.csv", "class,other,contrast\n1,2,1.5\n"), {"range.csv:2", "0 to 1"}},
      {contrast("number.csv", "class,other,contrast\n1,2,much\n"), {"number.csv:2", "much"}},
      {contrast("class.csv", "class,other,contrast\n1,forest,1\n"), {"class.csv:2", "'forest'"}},
      {contrast("twice.csv", "class,other,contrast\n1,2,1\n1,2,0\n"), {"twice.csv:3", "twice"}},
  });
}

TEST_F(LandscapeInput, MistakesInAStudyFileAreNamedWithTheNearestKey) {
  const auto study = [&](const std::string& name, const std::string& content) {
    return text(name, content) + " " + raster();
  };
  expect_refusals({
      {folder / "none.toml", {"none.toml", "no such study file"}},
      {study("a.toml", "[landscape]\ndirection = 8\n"), {"a.toml:2", "did you mean 'directions'?"}},
      {study("b.toml", "[landscap]\n"), {"b.toml:1", "did you mean 'landscape'?"}},
      {study("c.toml", "[landscape]\ndirections = 6\n"), {"c.toml", "directions", "8 or 4"}},
      {study("d.toml", "[landscape]\nedge_depth = 1.5\n"), {"d.toml", "edge_depth", "1.5"}},
      {study("e.toml", "[landscape]\nconvention = \"fragstat\"\n"),
       {"fragstat", "landscapemetrics"}},
      {study("f.toml", "[landscape]\ngrid_cell = \"9\"\n"), {"grid cell '9'", "4 x 4"}},
      {text("g.toml", "[study]\nyears = [2005]\n[landuse]\nraster = \"lu_{year}.tif\"\n"),
       {"lu_2005.tif: no such file"}},
  });
}

}  // namespace
}  // namespace terrabalance::test
