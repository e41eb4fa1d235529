#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A simulated study with the sections of all jobs on cities.
class Run : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = new TemporaryFolder;
    const Outcome made =
        run("simulate --size 300x300 --years 2000,2010 --zones 12 -q -o " + *folder / "study");
    ASSERT_EQ(made.status, 0) << made.err;
    std::ofstream(study(), std::ios::app)
        << "\n[change]\n[landscape]\n[coupling]\n[evaluate]\ndraws = 50\n"
           "[pattern]\nvariable = [\"net\"]\npermutations = 19\n"
           "[detect]\nresponse = \"net\"\nfactors = [\"gdp / population\"]\n"
           "discretize = [\"quantile:3\"]\n"
           "[gwr]\nresponse = \"net\"\npredictors = [\"income = gdp / population\"]\n"
           "kernel = \"gaussian\"\n[zone]\n";
    const Outcome all = run("run " + study() + " -o " + *folder / "all.h5");
    ASSERT_EQ(all.status, 0) << all.err;
    plan = all.err;
  }
  static void TearDownTestSuite() {
    delete folder;
    folder = nullptr;
  }
  static std::string study() { return *folder / "study/study.toml"; }
  static std::string table(const std::string& file, const std::string& name) {
    const Outcome outcome = run("table " + *folder / file + " " + name);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return outcome.out;
  }

  static inline TemporaryFolder* folder = nullptr;
  static inline std::string plan;
};

constexpr auto some_of_each_job = {"account/balance", "change/transition",  "landscape/class",
                                   "coupling/degree", "evaluate/closeness", "pattern/global",
                                   "detect/factor",   "gwr/local",          "zone/units"};

TEST_F(Run, GoesFromRastersToZonesInOneSweep) {
  EXPECT_THAT(plan,
              HasSubstr("sweeps   1: every tile is read once for account, change, landscape"));
  for (const char* name : some_of_each_job)
    EXPECT_GT(csv_rows(table("all.h5", name)).size(), 0U) << name;
}

TEST_F(Run, DecodesEveryBlockOnceForAccountAndLandscape) {
  // Two by three tiles of 2048 x 512 cells, where patches are counted; two years, lights and zones.
  const std::string study = *folder / "blocks/study.toml";
  ASSERT_EQ(run("simulate --size 2500x1100 --years 2000,2010 --zones 5 -q -o " + *folder / "blocks")
                .status,
            0);
  std::ofstream(study, std::ios::app) << "\n[landscape]\n";
  const std::string path = *folder / "trace.json";
  for (const int ranks : {0, 2}) {
    const Outcome outcome =
        run("--trace " + path + " run --force " + study + " -o " + *folder / "blocks.h5", ranks);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    std::map<std::pair<int, int>, int> reads;  // of all layers of a tile, by rank and tile
    const auto trace = nlohmann::json::parse(std::ifstream(path));
    for (const auto& event : trace.at("traceEvents"))
      if (event.at("name") == "read") ++reads[{event.at("pid"), event.at("args").at("tile")}];
    EXPECT_EQ(reads.size(), 6U) << ranks;
    for (const auto& [tile, times] : reads)
      EXPECT_EQ(times, 1) << "rank " << tile.first << ", tile " << tile.second;
  }
  for (const char* name : {"account/balance", "landscape/class"})
    EXPECT_GT(csv_rows(table("blocks.h5", name)).size(), 0U) << name;
}

TEST_F(Run, GivesWhatTheJobsGiveByThemselves) {
  for (const std::string job : {"account", "change", "landscape"}) {
    const std::string file = job + ".h5";
    ASSERT_EQ(run(job + " " + study() + " -q -o " + *folder / file).status, 0);
  }
  for (const std::string name : {"account/land_use", "account/balance", "change/transition",
                                 "change/trajectory", "landscape/class"}) {
    EXPECT_EQ(table("all.h5", name), table(name.substr(0, name.find('/')) + ".h5", name)) << name;
  }
}

TEST_F(Run, IsTheSameForAnyRanks) {
  for (const int ranks : {2, 3}) {
    ASSERT_EQ(run("run " + study() + " -q --threads 1 -o " + *folder / "ranks.h5", ranks).status,
              0);
    for (const char* name : some_of_each_job)
      EXPECT_EQ(table("ranks.h5", name), table("all.h5", name)) << name << ", " << ranks;
    std::filesystem::remove(*folder / "ranks.h5");
  }
}

TEST_F(Run, ResultsAreReadUnderMpirunWithoutAWordOfHdf5) {
  const Outcome read = run("table " + *folder / "all.h5 provenance/inputs", 1);
  EXPECT_EQ(read.status, 0);
  EXPECT_THAT(read.err, Not(HasSubstr("HDF5")));
}

TEST_F(Run, ASecondTimeIsUpToDate) {
  const Outcome again = run("run " + study() + " -o " + *folder / "all.h5");
  EXPECT_EQ(again.status, 0);
  EXPECT_THAT(again.err, HasSubstr("up to date"));
  EXPECT_THAT(run("run --dry-run " + study() + " -o " + *folder / "all.h5").out,
              HasSubstr("zone         up to date"));
  const Outcome forced = run("run --force " + study() + " -o " + *folder / "all.h5");
  EXPECT_EQ(forced.status, 0);
  EXPECT_THAT(forced.err, HasSubstr("shares sweeps"));
}

TEST_F(Run, ComputesAnewOnlyWhatChanged) {
  std::filesystem::copy(*folder / "all.h5", *folder / "part.h5");
  std::stringstream text;
  text << std::ifstream(study()).rdbuf();
  std::string changed = text.str();
  changed.replace(changed.find("permutations = 19"), 17, "permutations = 29");
  const std::string other = *folder / "study/other.toml";
  std::ofstream(other) << changed;
  const Outcome outcome = run("run " + other + " -o " + *folder / "part.h5");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("account      up to date"));
  EXPECT_THAT(outcome.err, HasSubstr("pattern      from the tables"));
  EXPECT_EQ(table("part.h5", "account/balance"), table("all.h5", "account/balance"));
}

TEST_F(Run, NamesTheSectionThatAnotherNeeds) {
  const std::string lacking = *folder / "study/lacking.toml";
  std::ofstream(lacking) << "[study]\nyears = [2000]\n[landuse]\nraster = "
                            "\"landuse_{year}.tif\"\nlegend = \"terrabalance\"\n[coupling]\n";
  const Outcome outcome = run("run " + lacking + " -o " + *folder / "lacking.h5");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("[coupling] needs the job account; add the section [carbon]"));
}

TEST_F(Run, ExportsEveryTableAndADictionary) {
  const Outcome outcome =
      run("export " + *folder / "all.h5" + " --dictionary -o " + *folder / "csv");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  std::stringstream text;
  text << std::ifstream(*folder / "csv/account_balance.csv").rdbuf();
  EXPECT_EQ(text.str(), table("all.h5", "account/balance"));
  std::stringstream dictionary;
  dictionary << std::ifstream(*folder / "csv/dictionary.csv").rdbuf();
  EXPECT_THAT(dictionary.str(), HasSubstr("account/balance"));
}

}  // namespace
}  // namespace terrabalance::test
