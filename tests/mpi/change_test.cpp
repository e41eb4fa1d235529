#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/sweep/sweep.hpp"
#include "kernels/change/sequence_counts.hpp"
#include "tests/mpi/world.hpp"
#include "tests/support/memory_source.hpp"

/// \file
/// Sequences of codes, and pairs where there are too many, are the same bits for any number of
/// ranks, threads and tiles.
namespace terrabalance {
namespace {

using test::MemorySource;

/// Everything that was counted, on every rank.
struct Counted {
  bool by_pairs;
  std::vector<std::int32_t> zones;
  std::vector<std::uint16_t> codes;
  std::vector<std::int64_t> cells;
  std::vector<AreaSum> areas;
  friend bool operator==(const Counted&, const Counted&) = default;
};

Counted counted(const Runtime& runtime, const MemorySource& source, const Partition& partition,
                const CellArea& area, std::size_t limit) {
  auto summary = std::get<0>(sweep(runtime, partition, source, SequenceCounts(area, limit)));
  runtime.communicator.broadcast(summary);
  Counted result{summary.by_pairs, summary.zones, summary.codes, {}, {}};
  const auto add = [&](const CellCount& count) {
    result.cells.push_back(count.cells);
    result.areas.push_back(count.area);
  };
  std::ranges::for_each(summary.counts, add);
  for (const auto& pair : summary.pairs) {
    result.zones.push_back(pair.zone);
    result.codes.insert(result.codes.end(),
                        {static_cast<std::uint16_t>(pair.pair), pair.from, pair.to});
    add(pair.count);
  }
  return result;
}

TEST(MpiChange, IsTheSameAsOnOneRank) {
  const MemorySource source = MemorySource::random(90, 77, 3, 6, 7, 13);
  const CellArea area = CellArea::planar(source.grid, 1);
  for (const std::size_t limit : {SequenceCounts::default_limit, std::size_t{100}}) {
    const Counted alone = counted(Runtime{}, source, Partition(source.grid, 90, 77), area, limit);
    ASSERT_EQ(alone.by_pairs, limit == 100);
    for (const auto& [width, height] : {std::pair{16, 8}, std::pair{90, 1}, std::pair{7, 77}}) {
      const Partition partition(source.grid, width, height);
      for (const int threads : {1, 2}) {
        EXPECT_TRUE(counted(test::distributed(threads), source, partition, area, limit) == alone)
            << "tiles of " << width << " x " << height << ", threads " << threads << ", limit "
            << limit;
      }
    }
  }
}

}  // namespace
}  // namespace terrabalance
