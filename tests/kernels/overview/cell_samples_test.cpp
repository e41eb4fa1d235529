#include "kernels/overview/cell_samples.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "engine/sweep/sweep.hpp"
#include "tests/support/memory_source.hpp"

namespace terrabalance {
namespace {

using test::MemorySource;
using Records = std::vector<std::vector<std::int32_t>>;

/// Place, zone and codes of all samples, sorted.
Records records(const CellSamples::Summary& summary, std::size_t layers) {
  Records records;
  for_each_sample(summary, layers,
                  [&](std::int32_t place, std::int32_t zone, std::span<const std::uint16_t> codes) {
                    records.push_back({place, zone});
                    records.back().insert(records.back().end(), codes.begin(), codes.end());
                  });
  std::ranges::sort(records);
  return records;
}

Records brute_force(const MemorySource& source, std::int64_t step) {
  Records records;
  std::int32_t place = 0;
  for (std::int64_t y = step / 2; y < source.grid.height; y += step) {
    for (std::int64_t x = step / 2; x < source.grid.width; x += step, ++place) {
      const auto cell = static_cast<std::size_t>(y * source.grid.width + x);
      if (source.zones[cell] == 0) continue;
      std::vector<std::int32_t> record{place, source.zones[cell]};
      for (const auto& layer : source.codes)
        record.push_back(layer[cell] == 255 ? CellSamples::no_data : layer[cell]);
      records.push_back(record);
    }
  }
  return records;
}

TEST(CellSamplesTest, AreEveryNthCellHoweverTheGridIsCut) {
  const MemorySource source = MemorySource::random(61, 47, 2, 9, 6, 1);
  for (const std::int64_t limit : {100, 61, 30, 10, 1}) {
    const SampleGrid samples = SampleGrid::of(source.grid, limit);
    EXPECT_LE(std::max(samples.width, samples.height), limit);
    const Records expected = brute_force(source, samples.step);
    for (const auto& [width, height] : {std::pair{1000, 1000}, std::pair{7, 5}, std::pair{61, 1}}) {
      Runtime runtime;
      runtime.threads = 3;
      const auto summary = std::get<0>(
          sweep(runtime, Partition(source.grid, width, height), source, CellSamples(samples)));
      EXPECT_EQ(records(summary, 2), expected) << limit;
    }
  }
}

TEST(CellSamplesTest, AreAllCellsOfASmallGrid) {
  const SampleGrid samples = SampleGrid::of({20, 10}, 1000);
  EXPECT_EQ(samples.step, 1);
  EXPECT_EQ(samples.width, 20);
  EXPECT_EQ(samples.height, 10);
}

}  // namespace
}  // namespace terrabalance
