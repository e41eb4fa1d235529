#include "engine/sweep/sweep.hpp"

#include <atomic>
#include <string>

#include <gtest/gtest.h>

#include "engine/sweep/maybe.hpp"
#include "tests/support/memory_source.hpp"

namespace terrabalance {
namespace {

using test::MemorySource;

/// Writes down the order in which summaries were merged: not commutative, so any disorder shows.
struct Order {
  using Summary = std::string;
  Summary scan(const TileView& tile) const {
    return std::to_string(tile.tile.y) + "/" + std::to_string(tile.tile.x);
  }
  void merge(Summary& first, Summary&& second, Side side) const {
    first += (side == Side::right ? " " : "\n") + second;
  }
};

Runtime threads(int count) {
  Runtime runtime;
  runtime.threads = count;
  return runtime;
}

const MemorySource source = MemorySource::random(40, 30, 1, 5, 3, 7);

TEST(Sweep, MergesRowsFromLeftToRightThenDownwards) {
  const Partition partition(source.grid, 20, 10);
  const auto [order] = sweep(threads(1), partition, source, Order{});
  EXPECT_EQ(order, "0/0 0/20\n10/0 10/20\n20/0 20/20");
}

TEST(Sweep, TheOrderIsTheSameWhateverThreadWasFirst) {
  const Partition partition(source.grid, 3, 2);
  const auto [alone] = sweep(threads(1), partition, source, Order{});
  for (int repeat = 0; repeat < 20; ++repeat) {
    const auto [together] = sweep(threads(4), partition, source, Order{});
    EXPECT_EQ(together, alone);
  }
}

TEST(Sweep, SeveralKernelsShareEveryTile) {
  const Partition partition(source.grid, 20, 10);
  const auto [first, second] = sweep(threads(2), partition, source, Order{}, Order{});
  EXPECT_EQ(first, second);
}

TEST(Sweep, AKernelThatIsLeftOutGivesAnEmptySummary) {
  const Partition partition(source.grid, 20, 10);
  const auto [out, in, plain] = sweep(threads(2), partition, source, Maybe<Order>(std::nullopt),
                                      Maybe(std::optional<Order>(Order{})), Order{});
  EXPECT_EQ(out, "");
  EXPECT_EQ(in, plain);
}

/// Fails on one tile.
struct Failing : Order {
  std::int64_t bad_row = 10;
  Summary scan(const TileView& tile) const {
    if (tile.tile.y == bad_row) throw RunError("row " + std::to_string(bad_row));
    return Order::scan(tile);
  }
};

TEST(Sweep, AFailureEndsAllThreadsAndIsThrown) {
  const Partition partition(source.grid, 2, 1);
  for (int repeat = 0; repeat < 20; ++repeat) {
    EXPECT_THROW(sweep(threads(4), partition, source, Failing{}), RunError);
  }
}

TEST(Sweep, ReportsProgressUpToTheEnd) {
  std::int64_t last = 0;
  std::int64_t total = 0;
  Runtime runtime = threads(1);
  runtime.progress = [&](std::int64_t done, std::int64_t of) {
    EXPECT_GE(done, last);
    last = done;
    total = of;
  };
  sweep(runtime, Partition(source.grid, 20, 10), source, Order{});
  EXPECT_EQ(last, 6);
  EXPECT_EQ(total, 6);
}

}  // namespace
}  // namespace terrabalance
