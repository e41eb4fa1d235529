#include <algorithm>
#include <string>
#include <vector>

#include "tests/jobs/landscape.hpp"

/// \file
/// The patch table is the same for any ranks, threads and tiles, whatever is in it. Of a run that
/// was stopped: tests/jobs/resume_test.cpp.
namespace terrabalance::test {
namespace {

/// Two years and five zones with some thousand patches.
class PatchTable : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = new TemporaryFolder;
    const Outcome made =
        run("simulate --size 700x600 --years 2000,2010 --zones 5 -q -o " + *folder / "study");
    ASSERT_EQ(made.status, 0) << made.err;
  }
  static void TearDownTestSuite() {
    delete folder;
    folder = nullptr;
  }
  static std::string job(const std::string& options) {
    return "landscape -q " + *folder / "study/study.toml" + " --patches -o " + *folder / "out.h5 " +
           options;
  }
  static std::string tables() {
    return run("table " + *folder / "out.h5 landscape/patch").out +
           run("table " + *folder / "out.h5 landscape/class").out;
  }

  static inline TemporaryFolder* folder = nullptr;
};

TEST_F(PatchTable, IsTheSameForAnyRanksThreadsAndTiles) {
  for (const std::string options :
       {"", "--metrics all", "--metrics all --convention fragstats --directions 4",
        "--metrics all --search-radius 300 --neighbour 2", "--metrics gyrate,circle,enn"}) {
    ASSERT_EQ(run(job(options)).status, 0) << options;
    const std::string expected = tables();
    ASSERT_GT(std::ranges::count(expected, '\n'), 10'000) << options;
    for (const int ranks : {1, 2, 3, 4}) {
      const Outcome outcome = run(job(options + " --threads 2 --tile 64"), ranks);
      ASSERT_EQ(outcome.status, 0) << outcome.err;
      EXPECT_TRUE(tables() == expected) << options << ", ranks " << ranks;
    }
  }
}

TEST_F(PatchTable, IsInTheOrderOfYearZoneClassAndId) {
  ASSERT_EQ(run(job("--metrics area --tile 64"), 3).status, 0);
  const auto rows = csv_rows(run("table " + *folder / "out.h5 landscape/patch").out);
  const auto group = [](const auto& row) {
    return row.at("year") + " " + row.at("zone") + " " + row.at("class");
  };
  std::vector<std::string> groups;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && group(rows[i]) == group(rows[i - 1])) {
      EXPECT_LT(std::stoll(rows[i - 1].at("id")), std::stoll(rows[i].at("id")));
    } else {
      groups.push_back(group(rows[i]));
    }
  }
  EXPECT_GT(groups.size(), 40U);
  EXPECT_TRUE(std::ranges::is_sorted(groups, {}, [](const auto& g) { return g.substr(0, 4); }));
  std::ranges::sort(groups);
  EXPECT_EQ(std::ranges::adjacent_find(groups), groups.end()) << "each group stands once";
}

TEST_F(Landscape, WritesThePatchTableWhereRanksHaveNoPatchOrNoTile) {
  // In tiles of two cells, the first of four ranks has no patch; in one tile, three have no tile.
  write_raster(folder / "lu.tif", Picture("0000 0000 1122 1122 1150 3350 1110 2211"), hectares);
  std::string expected;
  for (const int ranks : {0, 1, 2, 3, 4}) {
    for (const char* tile : {"2", "8"}) {
      const Outcome outcome =
          run("landscape " + raster() + " --metrics all --patches --tile " + tile + out(), ranks);
      ASSERT_EQ(outcome.status, 0) << outcome.err;
      if (expected.empty()) expected = table("landscape/patch");
      EXPECT_EQ(table("landscape/patch"), expected) << ranks << ", tile " << tile;
    }
  }
  EXPECT_EQ(csv_rows(expected).front().at("id"), "9");
}

}  // namespace
}  // namespace terrabalance::test
