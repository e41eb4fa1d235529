/// \file
/// What the machine can do at most, and how near each part of a sweep comes, on one core and real
/// tiles: memory bandwidth, decoding by codec and block, scan and merge of the kernels.
/// The environment names the data: TERRABALANCE_STUDY a folder of `terrabalance simulate`,
/// TERRABALANCE_LAYERS one of rasters to decode, CODEC_BLOCK.tif. benchmarks/limits.py makes both.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "benchmarks/against_decode.hpp"
#include "io/raster/raster_stack.hpp"
#include "jobs/raster/overview.hpp"
#include "kernels/account/code_counts.hpp"
#include "kernels/change/sequence_counts.hpp"
#include "kernels/landscape/patches/patch_kernel.hpp"

namespace terrabalance {
namespace {

/// STREAM's triad, a = b + s c, far beyond caches; counts the three arrays once each.
void triad(benchmark::State& state) {
  constexpr std::size_t n = std::size_t{1} << 26;
  std::vector<double> a(n, 0);
  const std::vector<double> b(n, 1);
  const std::vector<double> c(n, 2);
  for (auto _ : state) {
    for (std::size_t i = 0; i < n; ++i)
      a[i] = b[i] + 3 * c[i];
    benchmark::DoNotOptimize(a.data());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(3 * n * sizeof(double)));
}
BENCHMARK(triad)->Unit(benchmark::kMillisecond);

/// The whole layer, tile after tile, by one reader.
void decode(benchmark::State& state, const std::string& path) {
  const RasterStack layer({{1, path}}, std::nullopt);
  const Partition partition = layer.partition({});
  auto reader = layer.reader();
  for (auto _ : state) {
    for (std::int64_t y = 0; y < partition.rows(); ++y)
      for (std::int64_t x = 0; x < partition.columns(); ++x)
        benchmark::DoNotOptimize(reader.read(partition.tile(y, x)).codes.data());
  }
  const auto cells = static_cast<double>(layer.grid().cells());
  state.SetItemsProcessed(state.iterations() * layer.grid().cells());
  state.counters["bytes/cell"] = static_cast<double>(std::filesystem::file_size(path)) / cells;
}

/// A tile in the middle of the study and the one to its right, decoded.
struct MiddleTiles {
  RasterStack stack;
  Partition partition = stack.partition({});
  RasterStack::Reader reader = stack.reader();
  RasterStack::Reader other = stack.reader();
  const TileView& view = reader.read(tile(0));
  const TileView& right = other.read(tile(1));

  explicit MiddleTiles(const std::string& folder) : stack(land_use_in(folder), std::nullopt) {}
  Tile tile(std::int64_t further) const {
    return partition.tile(partition.rows() / 2, partition.columns() / 2 + further);
  }
  std::int64_t cell_years() const {
    return view.tile.cells() * static_cast<std::int64_t>(view.codes.size());
  }
};

template <class K>
void scan(benchmark::State& state, const MiddleTiles& middle, const K& kernel) {
  for (auto _ : state)
    benchmark::DoNotOptimize(kernel.scan(middle.view));
  state.SetItemsProcessed(state.iterations() * middle.cell_years());
}

/// Of the two tiles' summaries, per cell of the tile that is added.
template <class K>
void merge(benchmark::State& state, const MiddleTiles& middle, const K& kernel) {
  constexpr std::size_t batch = 16;
  const typename K::Summary left = kernel.scan(middle.view);
  const typename K::Summary right = kernel.scan(middle.right);
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<typename K::Summary> first(batch, left);
    std::vector<typename K::Summary> second(batch, right);
    state.ResumeTiming();
    for (std::size_t i = 0; i < batch; ++i)
      kernel.merge(first[i], std::move(second[i]), Side::right);
    benchmark::DoNotOptimize(first.data());
    state.PauseTiming();
    first.clear();
    second.clear();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch) *
                          middle.cell_years());
}

template <class K>
void add_kernel(const std::string& name, const MiddleTiles& middle, const K& kernel) {
  benchmark::RegisterBenchmark(("scan/" + name).c_str(),
                               [&middle, kernel](auto& state) { scan(state, middle, kernel); });
  benchmark::RegisterBenchmark(("merge/" + name).c_str(),
                               [&middle, kernel](auto& state) { merge(state, middle, kernel); });
}

void add_kernels(const std::string& study) {
  static const MiddleTiles middle(study);
  static const CellArea area = middle.stack.cell_area();  // kernels refer to it
  const Grid& grid = middle.stack.grid();
  add_kernel("account", middle, CodeCounts(area));
  add_kernel("change", middle, SequenceCounts(area));
  add_kernel("overview", middle, CellSamples(overview_samples(grid)));
  landscape::PatchOptions options;
  options.classes = landscape::ClassTable::identity(65536);
  options.raster_width = grid.width;
  options.raster_height = grid.height;
  options.cell = {30, 30};
  add_kernel("landscape", middle,
             landscape::PatchKernel(
                 std::vector<landscape::PatchOptions>(middle.stack.land_use().size(), options)));
}

void add_layers(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".tif") paths.push_back(entry.path().string());
  }
  std::ranges::sort(paths);
  for (const auto& path : paths) {
    benchmark::RegisterBenchmark(("decode/" + std::filesystem::path(path).stem().string()).c_str(),
                                 [path](auto& state) { decode(state, path); })
        ->Unit(benchmark::kMillisecond);
  }
}

const bool added = [] {
  if (const char* layers = std::getenv("TERRABALANCE_LAYERS")) add_layers(layers);
  if (const char* study = std::getenv("TERRABALANCE_STUDY")) add_kernels(study);
  return true;
}();

}  // namespace
}  // namespace terrabalance
