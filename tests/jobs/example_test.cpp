#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "io/result/result_reader.hpp"
#include "jobs/report/page.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

// The example study as the first command of the README runs it.
namespace terrabalance::test {
namespace {

using Key = std::pair<std::string, std::string>;  // year, city

class Example : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = new TemporaryFolder;
    const Outcome made =
        run("-q run " + source_folder() + "/examples/beibu-gulf/study.toml -o " + *folder / "r.h5");
    ASSERT_EQ(made.status, 0) << made.err;
  }
  static void TearDownTestSuite() {
    delete folder;
    folder = nullptr;
  }
  static std::vector<std::map<std::string, std::string>> rows(const std::string& table) {
    const Outcome outcome = run("table " + *folder / "r.h5" + " " + table);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return csv_rows(outcome.out);
  }
  static inline TemporaryFolder* folder = nullptr;
};

// Suitability has an evaluation that is called construction too.
TEST_F(Example, IndicatorsTakeTheLandThatIsBuiltOnNotThatWhichCouldBe) {
  std::map<Key, double> built;
  std::map<Key, double> land;
  for (const auto& row : rows("account/land_use")) {
    const Key key{row.at("year"), row.at("zone")};
    land[key] += std::stod(row.at("area_ha"));
    if (row.at("class") == "construction") built[key] = std::stod(row.at("area_ha"));
  }
  std::size_t compared = 0;
  for (const auto& row : rows("evaluate/indicators")) {
    if (row.at("indicator") != "development_intensity") continue;
    const Key key{row.at("year"), row.at("city")};
    EXPECT_NEAR(std::stod(row.at("value")), built[key] / land[key], 1e-12);
    ++compared;
  }
  EXPECT_EQ(compared, 45U);
}

TEST_F(Example, DrawsGoThroughTheZonesOfTheJob) {
  std::map<Key, std::string> zone;
  for (const auto& row : rows("zone/units"))
    zone[{row.at("year"), row.at("city")}] = row.at("zone");
  ASSERT_EQ(zone.size(), 45U);
  std::map<Key, double> total;
  std::map<std::string, int> events;
  for (const auto& row : rows("uncertainty/probability")) {
    ++events[row.at("event")];
    if (row.at("event") != "zone") continue;
    const Key key{row.at("year"), row.at("zone")};
    total[key] += std::stod(row.at("probability"));
    EXPECT_EQ(row.at("given") == "1", row.at("outcome") == zone[key])
        << row.at("year") << " " << row.at("zone") << " " << row.at("outcome");
  }
  for (const auto& [key, of] : zone)
    EXPECT_NEAR(total[key], 1, 1e-12);
  for (const char* event : {"net", "unit", "zone", "spot"})
    EXPECT_GT(events[event], 0) << event;
}

TEST_F(Example, DrawsBeginFromTheFiguresOfTheJobs) {
  std::map<std::string, double> closeness;
  for (const auto& row : rows("evaluate/closeness")) {
    closeness[row.at("year") + row.at("city") + row.at("subsystem")] =
        std::stod(row.at("closeness"));
  }
  std::map<std::string, double> q;
  for (const auto& row : rows("detect/factor"))
    q[row.at("year") + row.at("factor")] = std::stod(row.at("q"));
  std::size_t compared = 0;
  for (const auto& row : rows("uncertainty/derived")) {
    if (row.at("quantity") == "closeness") {
      const double job = closeness.at(row.at("year") + row.at("zone") + row.at("name"));
      EXPECT_NEAR(std::stod(row.at("deterministic")), job, 1e-9);
      ++compared;
    }
    if (row.at("quantity") == "q") {
      const double job = q.at(row.at("year") + row.at("name"));
      EXPECT_NEAR(std::stod(row.at("deterministic")), job, 1e-9);
      ++compared;
    }
  }
  EXPECT_GE(compared, 45U + q.size());
}

// A chain that went another way than the jobs would say something else than they do.
TEST_F(Example, SettingsThatTheChainDoesNotFollowAreRefused) {
  const std::string copy = *folder / "copy";
  std::filesystem::copy(source_folder() + "/examples/beibu-gulf", copy);
  std::ifstream original(copy + "/study.toml");
  const std::string text{std::istreambuf_iterator<char>(original), {}};
  for (const auto& [section, key] :
       {std::pair{"[evaluate]", "weights = \"equal\""}, std::pair{"[evaluate]", "by_year = true"},
        std::pair{"[zone]", "thresholds = [0.3, 0.6]"}}) {
    std::string changed = text;
    changed.insert(changed.find(section) + std::string(section).size(), std::string("\n") + key);
    std::ofstream(copy + "/study.toml") << changed;
    const Outcome outcome = run("-q run " + copy + "/study.toml -o " + *folder / "copy.h5");
    EXPECT_EQ(outcome.status, 2) << key;
    EXPECT_THAT(outcome.err,
                testing::AllOf(testing::HasSubstr("study.toml"), testing::HasSubstr(section),
                               testing::HasSubstr("chain")));
  }
}

// What the report shows of a column stands in its catalogue, in both languages.
TEST_F(Example, EveryColumnIsDescribedInBothLanguages) {
  const auto page = page_files();
  const auto file = std::ranges::find(page, "catalogue.json", &EmbeddedFile::name);
  ASSERT_NE(file, page.end());
  const auto catalogue = nlohmann::json::parse(file->text);
  std::size_t count = 0;
  for (const auto& name : list_tables(*folder / "r.h5")) {
    if (name.starts_with("overview/")) continue;  // not shown as a table
    for (const Column& column : read_table(*folder / "r.h5", name).columns) {
      if (column.description.empty() || column.description == column.name) continue;
      const std::string key = "column." + column.description;
      ASSERT_TRUE(catalogue.contains(key)) << name << " " << column.name << ": " << key;
      EXPECT_EQ(catalogue[key]["en"], column.description);
      EXPECT_NE(catalogue[key]["zh"], "") << key;
      ++count;
    }
  }
  EXPECT_GT(count, 250U);
}

}  // namespace
}  // namespace terrabalance::test
