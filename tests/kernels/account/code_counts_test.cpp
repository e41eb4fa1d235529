#include "kernels/account/code_counts.hpp"

#include <map>

#include <gtest/gtest.h>

#include "engine/sweep/sweep.hpp"
#include "tests/support/memory_source.hpp"

namespace terrabalance {
namespace {

using test::MemorySource;

CodeCounts::Summary counted(const MemorySource& source, const CellArea& area,
                            std::int64_t tile_width, std::int64_t tile_height, int threads) {
  Runtime runtime;
  runtime.threads = threads;
  return std::get<0>(
      sweep(runtime, Partition(source.grid, tile_width, tile_height), source, CodeCounts(area)));
}

/// The same by the plainest possible loop.
CodeCounts::Summary brute_force(const MemorySource& source, const CellArea& area) {
  std::map<std::tuple<std::int32_t, std::int32_t, std::int32_t>, CodeCounts::Count> counts;
  for (std::size_t layer = 0; layer < source.codes.size(); ++layer) {
    for (std::size_t i = 0; i < source.zones.size(); ++i) {
      if (source.zones[i] == 0) continue;
      const std::uint8_t raw = source.codes[layer][i];
      const std::int32_t code = raw == 255 ? CodeCounts::Count::no_data : raw;
      auto& count = counts[{source.zones[i], static_cast<std::int32_t>(layer), code}];
      count.zone = source.zones[i];
      count.layer = static_cast<std::int32_t>(layer);
      count.code = code;
      ++count.cells;
      count.area += area.row(static_cast<std::int64_t>(i) / source.grid.width);
    }
  }
  CodeCounts::Summary summary;
  for (const auto& [key, count] : counts)
    summary.push_back(count);
  return summary;
}

class CodeCountsTest : public testing::TestWithParam<int> {};

TEST_P(CodeCountsTest, EqualsBruteForceForAllTilingsAndThreads) {
  const auto seed = static_cast<unsigned>(GetParam());
  const MemorySource source = MemorySource::random(61 + GetParam(), 47, 3, 9, 6, seed);
  Grid degrees = source.grid;
  degrees.geotransform = {100, 0.01, 0, 24, 0, -0.01};
  for (const CellArea& area :
       {CellArea::planar(source.grid, 1), CellArea::ellipsoidal(degrees, 6378137, 298.257223563)}) {
    const auto expected = brute_force(source, area);
    for (const auto& [width, height] :
         {std::pair{1000, 1000}, std::pair{7, 5}, std::pair{16, 47}, std::pair{61, 1}}) {
      for (const int threads : {1, 3}) {
        EXPECT_EQ(counted(source, area, width, height, threads), expected);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Random, CodeCountsTest, testing::Range(0, 20));

TEST(CodeCounts, ALayerOfOneCodeIsCountedByItsZonesAlone) {
  MemorySource source = MemorySource::random(40, 30, 2, 9, 6, 1);
  source.codes[0].assign(source.codes[0].size(), 3);
  source.codes[1].assign(source.codes[1].size(), 255);
  Grid degrees = source.grid;
  degrees.geotransform = {100, 0.01, 0, 24, 0, -0.01};
  for (const CellArea& area :
       {CellArea::planar(source.grid, 1), CellArea::ellipsoidal(degrees, 6378137, 298.257223563)}) {
    auto reader = source.reader();
    TileView view = reader.read({0, 0, 40, 30});
    for (CodeLayer& layer : view.codes)
      layer.uniform = true;
    EXPECT_EQ(CodeCounts(area).scan(view), brute_force(source, area));
  }
}

TEST(CodeCounts, SixteenBitCodesAreCountedAsTheyAre) {
  const std::vector<std::uint16_t> cells{311, 311, 65535, 512};
  ZoneRuns runs;
  runs.add({0, 4, 9});
  runs.end_row();
  const Grid grid{4, 1, {0, 100, 0, 0, 0, -100}, ""};
  const CellArea area = CellArea::planar(grid, 1);
  const TileView view{
      {0, 0, 4, 1}, {{Span2D<const std::uint16_t>{cells.data(), 4, 1, 4}, 65535}}, {}, &runs};
  const auto summary = CodeCounts(area).scan(view);
  ASSERT_EQ(summary.size(), 3U);
  EXPECT_EQ(summary[0].code, CodeCounts::Count::no_data);
  EXPECT_EQ(summary[1].code, 311);
  EXPECT_EQ(summary[1].cells, 2);
  EXPECT_EQ(area.hectares(summary[1].area), 2);
  EXPECT_EQ(summary[2].code, 512);
}

TEST(CodeCounts, CountsBeyond32BitsAdd) {
  const Grid grid{1, 1, {0, 10, 0, 0, 0, -10}, ""};
  const CellArea area = CellArea::planar(grid, 1);
  const CodeCounts kernel(area);
  const std::int64_t many = std::int64_t{1} << 33;
  CodeCounts::Summary first{{1, 0, 2, many, static_cast<AreaSum>(many) * area.row(0)}};
  CodeCounts::Summary second{{1, 0, 2, many, static_cast<AreaSum>(many) * area.row(0)}};
  kernel.merge(first, std::move(second), Side::below);
  EXPECT_EQ(first[0].cells, 2 * many);
  EXPECT_EQ(area.hectares(first[0].area), static_cast<double>(2 * many) / 100);
}

}  // namespace
}  // namespace terrabalance
