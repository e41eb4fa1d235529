#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "io/result/overview.hpp"
#include "io/result/result_reader.hpp"
#include "jobs/report/document.hpp"
#include "jobs/report/page.hpp"
#include "jobs/run/steps.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string file_of_page(std::string_view name) {
  const auto found = std::ranges::find(page_files(), name, &EmbeddedFile::name);
  return found == page_files().end() ? "" : std::string(found->text);
}

/// All first groups of a pattern in the page's scripts.
std::vector<std::string> found_in_scripts(const std::string& pattern) {
  std::vector<std::string> found;
  for (const EmbeddedFile& file : page_files()) {
    if (!file.name.ends_with(".js")) continue;
    const std::string text(file.text);
    const std::regex expression(pattern);
    for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it)
      found.push_back((*it)[1]);
  }
  return found;
}

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// A small simulated study with its account.
class Report : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = new TemporaryFolder;
    ASSERT_EQ(
        run("simulate --size 120x80 --years 2000,2010 --zones 5 -q -o " + path("study")).status, 0);
    const Outcome made = run("account " + path("study/study.toml") + " -o " + path("account.h5"));
    ASSERT_EQ(made.status, 0) << made.err;
  }
  static void TearDownTestSuite() {
    delete folder;
    folder = nullptr;
  }
  static std::string path(const std::string& name) { return *folder / name; }
  static inline TemporaryFolder* folder = nullptr;
};

TEST_F(Report, IsOnePageBesideTheResult) {
  const Outcome outcome = run("report " + path("account.h5") + " --language zh");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const std::string page = text_of(path("account.html"));
  EXPECT_THAT(page, HasSubstr("<html lang=\"zh\">"));
  EXPECT_THAT(page, testing::EndsWith("</html>\n"));
  for (const char* place :
       {"language", "style", "catalogue", "methods", "data", "library", "scripts"})
    EXPECT_EQ(page.find("{{" + std::string(place) + "}}"), std::string::npos) << place;
  EXPECT_FALSE(std::regex_search(page.substr(0, 2000), std::regex("(src|href)=\"http")));
}

TEST_F(Report, CarriesEveryTableAsTablePrintsIt) {
  const json document = json::parse(report_document(path("account.h5")));
  std::size_t count = 0;
  for (const auto& table : document["tables"]) {
    const std::string name = table["name"];
    EXPECT_EQ(table["csv"], run("table " + path("account.h5") + " " + name).out) << name;
    ++count;
  }
  EXPECT_EQ(count, list_tables(path("account.h5")).size() - 1);  // all but the zones' shapes
}

TEST_F(Report, KnowsWhatIsSimulated) {
  const Table inputs = read_table(path("account.h5"), "provenance/inputs");
  EXPECT_EQ(inputs.columns.back().name, "simulated");
  const auto& simulated = std::get<std::vector<std::int64_t>>(inputs.columns.back().values);
  EXPECT_GE(std::ranges::count(simulated, 1), 4);  // two rasters and two tables
}

TEST_F(Report, HasMapsAndShapesOfAllZones) {
  const auto overview = read_overview(path("account.h5"));
  ASSERT_TRUE(overview);
  EXPECT_EQ(overview->grid.width, 120);
  EXPECT_EQ(overview->grid.height, 80);
  EXPECT_THAT(overview->years, testing::ElementsAre(2000, 2010));
  EXPECT_EQ(overview->zones.size(), 5U);
  for (const ZoneOutline& zone : overview->zones)
    EXPECT_THAT(zone.wkt, testing::AnyOf(testing::StartsWith("POLYGON"),
                                         testing::StartsWith("MULTIPOLYGON")));
  const json document = json::parse(report_document(path("account.h5")));
  EXPECT_THAT(document["overview"]["images"][0].get<std::string>(),
              testing::StartsWith("data:image/png;base64,"));
}

TEST_F(Report, OverviewIsTheSameForAllTilesAndThreads) {
  const auto plain = read_overview(path("account.h5"));
  ASSERT_EQ(
      run("account " + path("study/study.toml") + " --tile 32 --threads 3 -o " + path("tiles.h5"))
          .status,
      0);
  const auto tiled = read_overview(path("tiles.h5"));
  EXPECT_EQ(plain->land_use, tiled->land_use);
}

TEST_F(Report, OfNoResultIsAnErrorThatSaysSo) {
  const Outcome missing = run("report " + path("nothing.h5"));
  EXPECT_EQ(missing.status, 2);
  EXPECT_THAT(missing.err, HasSubstr("no such file"));
  const Outcome wrong = run("report " + path("study/study.toml"));
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err, HasSubstr("not a result file"));
  EXPECT_EQ(run("report " + path("account.h5") + " --language fr").status, 2);
  EXPECT_EQ(run("report " + path("account.h5") + " -o " + path("no/such/folder/a.html")).status, 2);
}

TEST(ReportCatalogueTest, HasEveryTextInBothLanguages) {
  const json catalogue = json::parse(file_of_page("catalogue.json"));
  for (const auto& [key, texts] : catalogue.items()) {
    for (const char* language : {"en", "zh"}) {
      ASSERT_TRUE(texts.contains(language)) << key;
      EXPECT_NE(texts[language].get<std::string>(), "") << key << " " << language;
    }
  }
}

TEST(ReportCatalogueTest, HasEveryKeyThatTheScriptsName) {
  const json catalogue = json::parse(file_of_page("catalogue.json"));
  const auto keys = found_in_scripts(R"(report\.(?:t|say)\((?:box, )?"([^"]+)\")");
  ASSERT_GT(keys.size(), 50U);
  for (const auto& key : keys) {
    if (key.ends_with('.')) continue;  // the rest is put together
    EXPECT_TRUE(catalogue.contains(key)) << key;
  }
  auto figures = found_in_scripts(R"(\bid: "([a-z-]+)\", section)");
  for (const auto& id : found_in_scripts(R"(mapFigure\("([a-z-]+)\")"))
    figures.push_back(id);
  ASSERT_GT(figures.size(), 25U);
  for (const auto& id : figures) {
    EXPECT_TRUE(catalogue.contains("figure." + id)) << id;
    EXPECT_TRUE(catalogue.contains("about." + id)) << id;
  }
}

TEST(ReportCatalogueTest, HasAMethodForEveryJobOfAStudy) {
  const json methods = json::parse(file_of_page("methods.json"));
  const json catalogue = json::parse(file_of_page("catalogue.json"));
  for (const StudyStep& step : study_steps()) {
    ASSERT_TRUE(methods.contains(step.name)) << step.name;
    EXPECT_TRUE(catalogue.contains("job." + step.name)) << step.name;
    EXPECT_FALSE(methods[step.name]["formulas"].empty());
    EXPECT_FALSE(methods[step.name]["sources"].empty());
    for (const char* language : {"en", "zh"})
      EXPECT_TRUE(methods[step.name]["about"].contains(language)) << step.name;
  }
}

}  // namespace
}  // namespace terrabalance::test
