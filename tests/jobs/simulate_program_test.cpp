#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace terrabalance::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    files[entry.path().filename()] = {std::istreambuf_iterator<char>(in), {}};
  }
  return files;
}

TEST(SimulateProgram, GivesTheSameBytesForAnyNumberOfRanks) {
  const TemporaryFolder folder;
  const auto simulate = [&](int ranks) {
    const std::string output = folder / ("ranks" + std::to_string(ranks));
    const Outcome outcome =
        run("-q simulate --size 700x600 --years 2000,2010 --zones 5 -o " + output, ranks);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return contents(output);
  };
  const auto alone = simulate(0);
  EXPECT_EQ(alone.size(), 10U);
  for (const int ranks : {2, 3}) {
    const auto together = simulate(ranks);
    ASSERT_EQ(together.size(), alone.size()) << ranks;
    for (const auto& [name, bytes] : alone) {
      EXPECT_TRUE(together.at(name) == bytes) << name << " under " << ranks << " ranks";
    }
  }
}

TEST(SimulateProgram, MakesAStudyThatAccountRunsAsItIs) {
  const TemporaryFolder folder;
  const std::string study = folder / "study";
  ASSERT_EQ(run("-q simulate --size 300x200 --years 1990,2020 --zones 3 -o " + study).status, 0);
  const Outcome account = run("-q account " + study + "/study.toml -o " + (folder / "out.h5"));
  EXPECT_EQ(account.status, 0) << account.err;
  EXPECT_EQ(account.err, "");
  double construction = 0;
  for (const auto& row : csv_rows(run("table " + (folder / "out.h5") + " account/balance").out)) {
    if (row.at("item") != "source_construction") continue;
    EXPECT_GT(std::stod(row.at("value")), 0);
    ++construction;
  }
  EXPECT_EQ(construction, 3 * 2);
}

TEST(SimulateProgram, RefusesBadOptionsWithTheirNames) {
  const TemporaryFolder folder;
  const auto refusal = [&](const std::string& options) {
    const Outcome outcome = run("simulate --years 2000 -o " + (folder / "x") + " " + options);
    EXPECT_EQ(outcome.status, 2) << options;
    return outcome.err;
  };
  EXPECT_THAT(refusal("--size 10"), HasSubstr("--size: '10' is no size"));
  EXPECT_THAT(refusal("--size 0x5"), HasSubstr("0 x 5 cells cannot be made"));
  EXPECT_THAT(refusal(""), HasSubstr("--size"));
  EXPECT_THAT(refusal("--size 5x5 --cities a.gpkg"), HasSubstr("excludes"));
  EXPECT_THAT(refusal("--size 5x5 --zones 26"), HasSubstr("give 1 to 25"));
}

}  // namespace
}  // namespace terrabalance::test
