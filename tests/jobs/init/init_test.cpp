#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jobs/init/guesses.hpp"
#include "jobs/init/study_text.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {
namespace {

using init::fitting_legends;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string first_legend(const std::set<std::int32_t>& codes, const std::string& file = "lu.tif") {
  const auto matches = fitting_legends(codes, {file});
  return matches.empty() ? "" : matches.front().name;
}

TEST(InitGuessTest, TakesTheLegendOfWhoseCodesTheMostOccur) {
  EXPECT_EQ(first_legend({1, 2, 3, 4, 5, 6, 7}), "terrabalance");
  EXPECT_EQ(first_legend({1, 2, 3, 4, 5, 6, 7, 8, 9}), "clcd");
  EXPECT_EQ(first_legend({10, 20, 30, 40, 50, 60, 80, 90, 95}), "worldcover");
  EXPECT_EQ(first_legend({10, 20, 30, 50, 60, 80, 90, 255}), "globeland30");
  EXPECT_EQ(first_legend({111, 112, 211, 311, 512}), "corine");
  EXPECT_EQ(first_legend({1, 9000}), "");
  EXPECT_EQ(first_legend({}), "");
}

TEST(InitGuessTest, AFileNameHasTheLastWordWhereTheCodesAllowIt) {
  EXPECT_EQ(first_legend({1, 2, 4, 5}, "CLCD_v01_2020_albert.tif"), "clcd");
  EXPECT_EQ(first_legend({10, 20, 30, 60}, "ESA_WorldCover_10m_2021.tif"), "worldcover");
  EXPECT_EQ(first_legend({111, 112}, "CLCD.tif"), "corine");  // CLCD has no such code
}

TEST(InitGuessTest, KnowsCodesForNoValue) {
  EXPECT_THAT(init::customary_nodata({1, 2, 255, 127}), ElementsAre(127, 255));
  EXPECT_THAT(init::customary_nodata({1, 2}), IsEmpty());
}

ZoneField field(const std::string& name, ZoneField::Kind kind, std::vector<std::string> values,
                bool unique = true, bool complete = true) {
  return {name, kind, complete, unique, std::move(values)};
}

TEST(InitGuessTest, FindsTheFieldsOfZones) {
  using enum ZoneField::Kind;
  EXPECT_EQ(init::guess_id({field("name", text, {}), field("adcode", integer, {})}), "adcode");
  EXPECT_EQ(init::guess_id({field("NAME_2", text, {}), field("GID_2", text, {})}), "GID_2");
  EXPECT_EQ(init::guess_id({field("id", integer, {}, false),
                            field("code", integer, {}, true, false), field("Name", text, {})}),
            "Name");
  EXPECT_EQ(init::guess_id({field("area", other, {}), field("id", integer, {}, false)}), "");
  EXPECT_EQ(init::guess_name({field("adcode", integer, {}), field("NAME_ZH", text, {}),
                              field("name", text, {}, true, false)}),
            "NAME_ZH");
  EXPECT_EQ(init::guess_name({field("adcode", integer, {})}), "");
}

TEST(InitGuessTest, FindsTheCommonFormOfNames) {
  EXPECT_EQ(init::year_template({{2000, "a/lu_2000.tif"}, {2010, "a/lu_2010.tif"}}),
            "a/lu_{year}.tif");
  EXPECT_EQ(init::year_template({{2000, "2000/lu_2000.tif"}, {2010, "2010/lu_2010.tif"}}),
            "{year}/lu_{year}.tif");
  EXPECT_EQ(init::year_template({{2000, "old.tif"}, {2010, "new.tif"}}), "");
  EXPECT_EQ(init::year_template({{2000, "lu_2000.tif"}, {2010, "lu_2010_v2.tif"}}), "");
  EXPECT_EQ(init::year_template({{2000, "land.tif"}}), "land.tif");
}

TEST(InitGuessTest, WritesPathsThatTomlReadsBack) {
  EXPECT_EQ(init::toml_text("a \"b\" \\c"), "\"a \\\"b\\\" \\\\c\"");
}

/// `init` on files of the example, in a folder of the test.
class Init : public testing::Test {
 protected:
  static std::string example(const std::string& name) {
    return source_folder() + "/examples/beibu-gulf/" + name;
  }
  std::string path(const std::string& name) const { return folder / name; }
  static std::string land_use(const std::string& year, const std::string& file) {
    return " --landuse " + year + "=" + file;
  }
  static std::string three_years() {
    std::string text;
    for (const std::string year : {"2000", "2010", "2020"})
      text += land_use(year, example("landuse_simulated_" + year + ".tif"));
    return text;
  }
  /// Runs what `init` wrote, as it stands.
  void runs(const std::string& study) const {
    const Outcome outcome = run("-q run " + path(study) + "/study.toml");
    EXPECT_EQ(outcome.status, 0) << outcome.err;
  }
  std::string table(const std::string& study, const std::string& name) const {
    return run("table " + path(study) + "/results.h5 " + name).out;
  }
  TemporaryFolder folder;
};

TEST_F(Init, WritesAStudyOfTheExampleThatRunsAsItStands) {
  const Outcome made =
      run("init " + path("region") + three_years() + " --zones " + example("cities.geojson"));
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_THAT(made.err, HasSubstr("legend terrabalance, zones by adcode"));
  const std::string study = text_of(path("region/study.toml"));
  for (const char* line : {"years = [2000, 2010, 2020]", "legend = \"terrabalance\"",
                           "id = \"adcode\"", "name = \"name\"", "landuse_simulated_{year}.tif\"",
                           "\n[carbon]\n", "\n[change]\n", "\n[landscape]\n", "name = \"region\""})
    EXPECT_THAT(study, HasSubstr(line));
  runs("region");
  // The same land as the account of the example itself.
  ASSERT_EQ(run("-q account " + example("study.toml") + " -o " + path("own.h5")).status, 0);
  const std::string own = run("table " + path("own.h5") + " account/land_use").out;
  EXPECT_GT(own.size(), 1000U);
  EXPECT_EQ(table("region", "account/land_use"), own);
  EXPECT_GT(csv_rows(table("region", "change/transition")).size(), 100U);
  EXPECT_GT(csv_rows(table("region", "landscape/class")).size(), 100U);
  EXPECT_EQ(text_of(path("region/activities.csv")), "city,year,item,value,unit,source\n");
  EXPECT_EQ(text_of(path("region/statistics.csv")), "city,year,item,value,unit,source\n");
}

TEST_F(Init, TheCommentedPartsRunOnceTheTablesAreThere) {
  ASSERT_EQ(run("-q init " + path("full") + three_years() + " --zones " + example("cities.geojson"))
                .status,
            0);
  std::filesystem::copy_file(example("activities_simulated.csv"), path("full/activities.csv"),
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::copy_file(example("statistics.csv"), path("full/statistics.csv"),
                             std::filesystem::copy_options::overwrite_existing);
  std::istringstream lines(text_of(path("full/study.toml")));
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    const bool setting = line.starts_with("# [") || line.find(" = ") != std::string::npos;
    const bool left_out =
        line.find("suitability") != std::string::npos || line.find("dem") != std::string::npos ||
        line.find("scheme") != std::string::npos || line.find("nightlight") != std::string::npos ||
        line.find("nodata") != std::string::npos || line.find("uncertainty") != std::string::npos ||
        line.find("range") != std::string::npos || line.starts_with("#   ");
    text += (line.starts_with("# ") && setting && !left_out ? line.substr(2) : line) + "\n";
  }
  std::ofstream(path("full/study.toml")) << text;
  runs("full");
  for (const char* name : {"coupling/degree", "evaluate/closeness", "pattern/global",
                           "detect/factor", "gwr/local", "zone/units"})
    EXPECT_GT(csv_rows(table("full", name)).size(), 0U) << name;
}

TEST_F(Init, StandsInForFilesWithoutACommonName) {
  std::filesystem::copy_file(example("landuse_simulated_2000.tif"), path("first.tif"));
  std::filesystem::copy_file(example("landuse_simulated_2020.tif"), path("last.tif"));
  ASSERT_EQ(run("-q init " + path("odd") + land_use("2000", path("first.tif")) +
                land_use("2020", path("last.tif")))
                .status,
            0);
  EXPECT_THAT(text_of(path("odd/study.toml")), HasSubstr("raster = \"landuse_{year}.vrt\""));
  runs("odd");
  EXPECT_THAT(table("odd", "account/land_use"), HasSubstr("\n2020,all,"));
}

TEST_F(Init, OneYearHasNoChange) {
  ASSERT_EQ(run("-q init " + path("one") + land_use("2020", example("landuse_simulated_2020.tif")))
                .status,
            0);
  runs("one");
  EXPECT_THAT(table("one", ""), testing::Not(HasSubstr("change/")));
}

/// A raster of 2 x 2 cells.
void write_raster(const std::string& path, std::array<std::uint8_t, 4> codes) {
  GDALAllRegister();
  const GDALDatasetUniquePtr file(GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
      path.c_str(), 2, 2, 1, GDT_Byte, nullptr));
  std::array<double, 6> transform{500000, 30, 0, 2400000, 0, -30};
  file->SetGeoTransform(transform.data());
  OGRSpatialReference reference;
  reference.importFromEPSG(32649);
  file->SetSpatialRef(&reference);
  ASSERT_EQ(file->GetRasterBand(1)->RasterIO(GF_Write, 0, 0, 2, 2, codes.data(), 2, 2, GDT_Byte, 0,
                                             0, nullptr),
            CE_None);
}

TEST_F(Init, WritesALegendToFillInWhereNoneFits) {
  write_raster(path("own.tif"), {3, 71, 71, 212});
  const Outcome made = run("init " + path("own") + land_use("2020", path("own.tif")));
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_THAT(made.err, HasSubstr("no built-in legend has all of the codes 3, 71, 212"));
  EXPECT_EQ(text_of(path("own/legend.csv")), "code,class\n3,code_3\n71,code_71\n212,code_212\n");
  runs("own");
  EXPECT_THAT(table("own", "account/land_use"), HasSubstr("2020,all,code_71,2,"));
}

TEST_F(Init, TakesAStrayCustomaryCodeForNoData) {
  write_raster(path("CLCD_2020.tif"), {1, 2, 5, 127});
  ASSERT_EQ(run("-q init " + path("clcd") + land_use("2020", path("CLCD_2020.tif"))).status, 0);
  EXPECT_THAT(text_of(path("clcd/study.toml")), HasSubstr("legend = \"clcd\"\nnodata = [127]"));
  runs("clcd");
}

TEST_F(Init, OverwritesNoStudyAndNamesWhatIsWrong) {
  const std::string one = land_use("2020", example("landuse_simulated_2020.tif"));
  ASSERT_EQ(run("-q init " + path("a") + one).status, 0);
  const Outcome again = run("init " + path("a") + one);
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.err, HasSubstr("is there already; name another folder"));
  EXPECT_EQ(run("init " + path("b")).status, 2);
  EXPECT_EQ(run("init " + path("b") + land_use("2020", path("missing.tif"))).status, 2);
  EXPECT_EQ(
      run("init " + path("b") + one + " --zones " + example("cities.geojson") + " --zone-id no")
          .status,
      2);
  EXPECT_FALSE(std::filesystem::exists(path("b")));
}

}  // namespace
}  // namespace terrabalance::test
