#include "jobs/run/time_model.hpp"

#include <gtest/gtest.h>

namespace terrabalance::test {
namespace {

SweepWork china() {
  return {.columns = 316000,
          .tile_rows = 640,
          .tile_height = 512,
          .years = 3,
          .zones = true,
          .counts = 2,
          .patches = true};
}

TEST(TimeModel, OneRankMergesWithNoOther) {
  EXPECT_EQ(time_of(china(), 1, 8).ranks, 0);
}

TEST(TimeModel, RanksAndThreadsShareTheTiles) {
  const double alone = time_of(china(), 1, 1).tiles;
  EXPECT_NEAR(time_of(china(), 1, 16).tiles * 16, alone, 1e-9 * alone);
  EXPECT_NEAR(time_of(china(), 64, 1).tiles * 64, alone, 1e-9 * alone);
}

TEST(TimeModel, MoreRanksThanRowsOfTilesGainNothing) {
  EXPECT_EQ(time_of(china(), 640, 1).tiles, time_of(china(), 4096, 1).tiles);
  // 641 rows for 640 ranks: one of them has two.
  SweepWork one_more = china();
  ++one_more.tile_rows;
  EXPECT_EQ(time_of(one_more, 640, 1).tiles, 2 * time_of(china(), 640, 1).tiles);
}

TEST(TimeModel, MergingGrowsWithTheLogarithmOfRanks) {
  const double two = time_of(china(), 2, 1).ranks;
  EXPECT_GT(two, 0);
  EXPECT_DOUBLE_EQ(time_of(china(), 3, 1).ranks, 2 * two);
  EXPECT_DOUBLE_EQ(time_of(china(), 4, 1).ranks, 2 * two);
  EXPECT_DOUBLE_EQ(time_of(china(), 1024, 1).ranks, 10 * two);
}

TEST(TimeModel, EveryPartCosts) {
  SweepWork plain{.columns = 1000, .tile_rows = 10, .tile_height = 100, .years = 1};
  double before = time_of(plain, 1, 1).all();
  for (const auto& add :
       {+[](SweepWork& w) { w.counts = 1; }, +[](SweepWork& w) { w.zones = true; },
        +[](SweepWork& w) { w.patches = true; }, +[](SweepWork& w) { w.again = true; },
        +[](SweepWork& w) { w.years = 2; }}) {
    add(plain);
    const double after = time_of(plain, 1, 1).all();
    EXPECT_GT(after, before);
    before = after;
  }
}

}  // namespace
}  // namespace terrabalance::test
