#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "kernels/simulate/layers.hpp"

namespace {

using namespace terrabalance::simulation;

constexpr std::int64_t side = 512;

/// Part of a province at 30 m: fifteen cities around the tile.
World province() {
  World world{.seed = 1, .cell_size = 30, .scale = 1};
  std::vector<City> cities;
  for (std::int32_t code = 1; code <= 15; ++code) {
    const double x = 6'000.0 * code;
    cities.push_back({.id = "", .code = code, .centre = {x, 90'000 - x}, .area_km2 = 6'000});
  }
  world.centres = urban_centres(cities, world.cell_size, world.seed, 1e9);
  return world;
}

/// A tile of land use of as many years as the argument says, as `simulate` makes it.
void simulate_land_use(benchmark::State& state) {
  const World world = province();
  std::vector<std::uint8_t> codes(side);
  for (auto _ : state) {
    Landscape landscape(world, 1024, side);
    for (std::int64_t y = 0; y < side; ++y) {
      const LandRow row = landscape.row(1024 + y);
      for (int year = 0; year < state.range(0); ++year) {
        land_use(row, stage_of(2000 + 10 * year), codes);
        benchmark::DoNotOptimize(codes.data());
        benchmark::ClobberMemory();
      }
    }
  }
  state.counters["cells of a layer"] =
      benchmark::Counter(static_cast<double>(state.iterations() * side * side * state.range(0)),
                         benchmark::Counter::kIsRate);
}
BENCHMARK(simulate_land_use)->Arg(1)->Arg(3)->Unit(benchmark::kMillisecond);

void simulate_noise_octave(benchmark::State& state) {
  const std::vector<double> wavelengths{static_cast<double>(state.range(0))};
  std::vector<float> row(side);
  for (auto _ : state) {
    NoiseRows rows(make_octaves(wavelengths, 1, 1), 0, side);
    for (std::int64_t y = 0; y < side; ++y) {
      rows.evaluate(y, row);
      benchmark::DoNotOptimize(row.data());
      benchmark::ClobberMemory();
    }
  }
  state.SetItemsProcessed(state.iterations() * side * side);
}
BENCHMARK(simulate_noise_octave)->Arg(2)->Arg(10)->Arg(200);

}  // namespace
