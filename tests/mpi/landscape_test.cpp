#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include <gtest/gtest.h>

#include "engine/runtime/deal.hpp"
#include "engine/sweep/sweep.hpp"
#include "kernels/landscape/analysis_grid.hpp"
#include "kernels/landscape/metrics.hpp"
#include "kernels/landscape/second_sweep/neighbours.hpp"
#include "tests/mpi/world.hpp"
#include "tests/support/memory_source.hpp"

/// \file
/// Landscapes are the same bits for any number of ranks, threads and tiles.
namespace terrabalance::landscape {
namespace {

using test::MemorySource;

PatchOptions options_of(const MemorySource& source, std::int64_t edge_depth) {
  PatchOptions options;
  options.classes = ClassTable::identity(256);
  options.raster_width = source.grid.width;
  options.raster_height = source.grid.height;
  options.cell = {10, 10};
  options.measured.moments = options.measured.cores = options.measured.distances = true;
  options.measured.hulls = true;
  options.keep_crossing = true;
  options.keep_patches = true;
  options.edge_depth = edge_depth;
  return options;
}

/// Every bit of the patches and totals, as bytes.
struct Result {
  Bytes totals;
  Bytes patches;
  Bytes neighbours;
  friend bool operator==(const Result&, const Result&) = default;
};

/// Two sweeps; the result is on every rank.
template <class Wrap>
Result measure(const Runtime& runtime, const MemorySource& source, const Partition& partition,
               const Wrap& wrap, std::int64_t edge_depth) {
  const PatchOptions options = options_of(source, edge_depth);
  auto first =
      std::get<0>(sweep(runtime, partition, source, wrap(PatchKernel({options, options}))));
  const Communicator& ranks = runtime.communicator;
  first.resize(2);
  std::vector<CrossingPatches> crossing;
  for (auto& summary : first) {
    close_patches(summary, options);
    crossing.emplace_back(summary);
  }
  ranks.broadcast(crossing);
  auto second =
      std::get<0>(sweep(runtime, partition, source,
                        wrap(SecondSweepKernel({options, options}, crossing, {.nearest = true}))));
  second.resize(2);
  Result result;
  for (std::size_t layer = 0; layer < first.size(); ++layer) {
    if (ranks.is_root()) {
      finish_crossing(first[layer], crossing[layer], second[layer], options);
      fold_neighbours(first[layer], second[layer], options, 1);
    }
    auto neighbours = settled_neighbours(second[layer]);
    auto& patches = first[layer].closed;
    deal(neighbours, ranks, [](const Neighbour&) { return 0; });
    deal(patches, ranks, [](const Patch&) { return 0; });
    std::ranges::sort(neighbours, {}, &Neighbour::patch);
    for (const Neighbour& n : neighbours) {
      const Bytes bytes = to_bytes(n);
      result.neighbours.insert(result.neighbours.end(), bytes.begin(), bytes.end());
    }
    std::sort(patches.begin(), patches.end(), [](const Patch& a, const Patch& b) {
      return std::tuple(a.zone, a.class_index, a.first) <
             std::tuple(b.zone, b.class_index, b.first);
    });
    for (const Patch& p : patches) {
      const Bytes bytes = to_bytes(std::tuple(
          p.zone, p.class_index, p.cells, p.horizontal_sides, p.vertical_sides, p.first, p.sum_x,
          p.sum_y, p.diagonal_pairs, p.core_units, p.cores, p.distance_units, p.circle_radius));
      result.patches.insert(result.patches.end(), bytes.begin(), bytes.end());
    }
    const Bytes totals =
        to_bytes(std::tuple(first[layer].classes.sorted(), first[layer].adjacency.sorted(),
                            first[layer].zones.sorted()));
    result.totals.insert(result.totals.end(), totals.begin(), totals.end());
  }
  result.totals = ranks.broadcast(std::move(result.totals));
  result.patches = ranks.broadcast(std::move(result.patches));
  result.neighbours = ranks.broadcast(std::move(result.neighbours));
  return result;
}

template <class Wrap>
void expect_same_everywhere(const Wrap& wrap, std::int64_t edge_depth = 1) {
  const MemorySource source = MemorySource::random(90, 77, 2, 4, 5, 12);
  const Result alone = measure(Runtime{}, source, Partition(source.grid, 90, 77), wrap, edge_depth);
  ASSERT_FALSE(alone.patches.empty());
  for (const auto& [width, height] : {std::pair{16, 8}, std::pair{90, 1}, std::pair{7, 77}}) {
    const Partition partition(source.grid, width, height);
    for (const int threads : {1, 2}) {
      EXPECT_TRUE(measure(test::distributed(threads), source, partition, wrap, edge_depth) == alone)
          << "tiles of " << width << " x " << height << ", threads " << threads;
    }
  }
}

TEST(MpiLandscape, IsTheSameAsOnOneRank) {
  expect_same_everywhere([](auto kernel) { return kernel; });
}

TEST(MpiLandscape, WithDeepCoresIsTheSameAsOnOneRank) {
  expect_same_everywhere([](auto kernel) { return kernel; }, 3);
}

TEST(MpiLandscape, OfGridCellsIsTheSameAsOnOneRank) {
  const AnalysisGrid grid{90, 77, 13, 11};
  expect_same_everywhere(
      [&](auto kernel) { return OnGrid<decltype(kernel)>(grid, std::move(kernel)); });
}

}  // namespace
}  // namespace terrabalance::landscape
