/// \file
/// Counting codes, per cell: the scan of a tile for land cover of several patch sizes, and the
/// merge of summaries of many zones.

#include <random>

#include <benchmark/benchmark.h>

#include "kernels/account/code_counts.hpp"

namespace terrabalance {
namespace {

constexpr std::int64_t side = 512;

/// One tile of seven classes whose rows change class with probability 1 / run.
std::vector<std::uint8_t> land_cover(int run) {
  std::mt19937 generator(1);
  std::vector<std::uint8_t> cells(side * side);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool changes = i == 0 || std::uniform_int_distribution<int>(1, run)(generator) == 1;
    cells[i] = changes
                   ? static_cast<std::uint8_t>(std::uniform_int_distribution<int>(1, 7)(generator))
                   : cells[i - 1];
  }
  return cells;
}

void scan(benchmark::State& state, const CellArea& area) {
  const auto cells = land_cover(static_cast<int>(state.range(0)));
  ZoneRuns zones;
  for (std::int64_t y = 0; y < side; ++y) {
    zones.add({0, side / 2, 1});
    zones.add({side / 2, side, 2});
    zones.end_row();
  }
  const TileView view{{0, 0, side, side},
                      {{Span2D<const std::uint8_t>{cells.data(), side, side, side}, -1}},
                      {},
                      &zones};
  const CodeCounts kernel(area);
  for (auto _ : state)
    benchmark::DoNotOptimize(kernel.scan(view));
  state.SetItemsProcessed(state.iterations() * side * side);
}

void ScanOnAProjectedGrid(benchmark::State& state) {
  scan(state, CellArea::planar({side, side, {0, 30, 0, 0, 0, -30}, ""}, 1));
}
BENCHMARK(ScanOnAProjectedGrid)->Arg(1)->Arg(4)->Arg(16)->Arg(64)->Arg(100000);

void ScanOnAGridInDegrees(benchmark::State& state) {
  scan(state, CellArea::ellipsoidal({side, side, {100, 0.001, 0, 22, 0, -0.001}, ""}, 6378137,
                                    298.257223563));
}
BENCHMARK(ScanOnAGridInDegrees)->Arg(16);

void MergeOfZones(benchmark::State& state) {
  const CellArea area = CellArea::planar({side, side, {0, 30, 0, 0, 0, -30}, ""}, 1);
  const CodeCounts kernel(area);
  CodeCounts::Summary summary;
  for (std::int32_t zone = 1; zone <= state.range(0); ++zone) {
    for (std::int32_t code = 1; code <= 7; ++code)
      summary.push_back({zone, 0, code, 1, 1});
  }
  auto whole = summary;
  for (auto _ : state) {
    auto part = summary;
    kernel.merge(whole, std::move(part), Side::right);
    benchmark::DoNotOptimize(whole.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(summary.size()));
}
BENCHMARK(MergeOfZones)->Arg(15)->Arg(3000);

}  // namespace
}  // namespace terrabalance
