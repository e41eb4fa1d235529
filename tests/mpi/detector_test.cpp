#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "engine/sweep/sweep.hpp"
#include "kernels/detector/layer_histogram.hpp"
#include "kernels/detector/raster_strata.hpp"
#include "tests/mpi/world.hpp"
#include "tests/support/memory_source.hpp"

namespace terrabalance::detector {
namespace {

using test::distributed;
using test::MemorySource;
using test::world;

/// A response and two factors, some cells without a value.
MemorySource layers(std::int64_t width, std::int64_t height) {
  MemorySource source{{width, height, {0, 10, 0, 0, 0, -10}, ""}, {}, {}, {}};
  const auto cells = static_cast<std::size_t>(width * height);
  source.zones.assign(cells, 1);
  std::mt19937 random(3);
  for (int k = 0; k < 3; ++k) {
    auto& layer = source.reals.emplace_back(cells);
    for (float& value : layer)
      value = random() % 11 == 0 ? NAN : static_cast<float>(random() % 1000) / 7 - 60;
  }
  return source;
}

template <class Kernel>
void expect_same(const MemorySource& source, const Kernel& kernel) {
  const auto alone = sweep(Runtime{}, Partition(source.grid, 64, 64), source, kernel);
  for (const auto& [width, height] : {std::pair{16, 8}, std::pair{61, 1}, std::pair{7, 43}}) {
    for (const int threads : {1, 2}) {
      auto together =
          sweep(distributed(threads), Partition(source.grid, width, height), source, kernel);
      world()->broadcast(std::get<0>(together));
      EXPECT_EQ(together, alone);
    }
  }
}

TEST(MpiDetector, CountsAreTheSameHoweverTheRasterIsCut) {
  const MemorySource source = layers(61, 43);
  expect_same(source, LayerProfile());
  expect_same(source, OrderCounts(std::vector<bool>{false, true, false}));
  expect_same(source, LayerHistogram({std::nullopt, LayerHistogram::Range{-60, 83}, std::nullopt}));
  expect_same(source, StratumSums(10, 80, {{1, {-20, 0, 30}}, {2, {5}}}, true));
  expect_same(source, StratumSums(10, 80, {{1, {-20, 0, 30}}, {1, {5}}, {2, {1}}}, false));
}

}  // namespace
}  // namespace terrabalance::detector
