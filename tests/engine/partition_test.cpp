#include "engine/sweep/partition.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace terrabalance {
namespace {

const Grid grid{.width = 1000, .height = 700};

TEST(Partition, CoversTheGridWithoutOverlap) {
  const Partition partition(grid, 256, 100);
  std::int64_t cells = 0;
  for (std::int64_t row = 0; row < partition.rows(); ++row) {
    for (std::int64_t column = 0; column < partition.columns(); ++column) {
      cells += partition.tile(row, column).cells();
    }
  }
  EXPECT_EQ(partition.columns(), 4);
  EXPECT_EQ(partition.rows(), 7);
  EXPECT_EQ(cells, grid.cells());
  EXPECT_EQ(partition.tile(6, 3), (Tile{768, 600, 232, 100}));
}

TEST(Partition, TilesLargerThanTheGridAreTheGrid) {
  const Partition partition(grid, 100000, 100000);
  EXPECT_EQ(partition.tile(0, 0), (Tile{0, 0, 1000, 700}));
}

TEST(Partition, BandsAreAdjacentAndDifferByOneRowAtMost) {
  const Partition partition(grid, 256, 64);
  for (int ranks = 1; ranks <= 20; ++ranks) {
    std::int64_t next = 0;
    std::int64_t least = partition.rows();
    std::int64_t most = 0;
    for (int rank = 0; rank < ranks; ++rank) {
      const auto band = partition.band(rank, ranks);
      EXPECT_EQ(band.begin, next);
      next = band.end;
      least = std::min(least, band.end - band.begin);
      most = std::max(most, band.end - band.begin);
    }
    EXPECT_EQ(next, partition.rows());
    EXPECT_LE(most - least, 1);
  }
}

TEST(Partition, BandsOfEqualWorkCoverAllRowsOnce) {
  const Partition rows(grid, 256, 10);  // 70 tile rows
  std::vector<std::int64_t> work(70, 1);
  std::fill(work.begin() + 35, work.end(), 9);
  const Partition partition = rows.balanced(work);
  for (int ranks = 1; ranks <= 90; ++ranks) {
    std::int64_t next = 0;
    for (int rank = 0; rank < ranks; ++rank) {
      const auto band = partition.band(rank, ranks);
      EXPECT_EQ(band.begin, next);
      EXPECT_GE(band.end, band.begin);
      next = band.end;
    }
    EXPECT_EQ(next, 70);
  }
  // 350 units: each of two ranks gets 175, which ends within row 35 + 140 / 9.
  EXPECT_EQ(partition.band(0, 2).end, 51);
  EXPECT_EQ(rows.balanced(std::vector<std::int64_t>(70, 0)).band(0, 2).end, 35);
}

}  // namespace
}  // namespace terrabalance
