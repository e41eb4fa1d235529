#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "engine/sweep/tile_loop.hpp"

namespace terrabalance {
namespace {

TEST(TileQueue, GivesEveryTileOnceToAnyThreads) {
  for (const int threads : {1, 2, 5}) {
    for (const std::int64_t count : {0, 1, 3, 17, 1000}) {
      TileQueue queue(count, threads);
      std::vector<std::atomic<int>> taken(static_cast<std::size_t>(count));
      const auto work = [&] {
        for (auto run = queue.take(); run.begin < run.end; run = queue.take())
          for (std::int64_t i = run.begin; i < run.end; ++i)
            ++taken[static_cast<std::size_t>(i)];
      };
      std::vector<std::thread> team;
      for (int t = 0; t < threads; ++t)
        team.emplace_back(work);
      for (std::thread& thread : team)
        thread.join();
      for (const auto& times : taken)
        EXPECT_EQ(times, 1) << count << " tiles, " << threads << " threads";
    }
  }
}

TEST(TileQueue, GivesRunsThatEndWithSingleTiles) {
  TileQueue queue(100, 2);
  std::vector<std::int64_t> lengths;
  for (auto run = queue.take(); run.begin < run.end; run = queue.take())
    lengths.push_back(run.end - run.begin);
  EXPECT_EQ(lengths.front(), 4);
  EXPECT_TRUE(std::is_sorted(lengths.rbegin(), lengths.rend()));
  EXPECT_GE(std::count(lengths.begin(), lengths.end(), 1), 16);
}

}  // namespace
}  // namespace terrabalance
