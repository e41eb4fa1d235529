// Geographically weighted regression: one fit, one lattice.
// Run: build/release/benchmarks/gwr_benchmark

#include <array>
#include <cstddef>
#include <fstream>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>

#include "benchmarks/normal_points.hpp"
#include "kernels/gwr/lattice/lattice_model.hpp"
#include "kernels/gwr/points/point_model.hpp"
#include "kernels/gwr/search.hpp"

namespace {

using namespace terrabalance::gwr;
using terrabalance::normal_points;

/// A line of /proc/self/status in bytes.
double status_of(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name)) return 1024 * std::stod(line.substr(name.size() + 1));
  return 0;
}

double bytes_of(const LocalFit& fit) {
  std::size_t numbers = 0;
  for (const auto* column : {&fit.fitted, &fit.residual, &fit.influence, &fit.local_r2, &fit.beta,
                             &fit.variance, &fit.condition_number, &fit.proportion, &fit.inflation})
    numbers += column->size();
  return static_cast<double>(numbers * sizeof(double) + fit.size());
}

/// The tree and one fit with all diagnostics, adaptive bisquare of 100 neighbours.
void adaptive_fit(benchmark::State& state) {
  const Observations data = normal_points(static_cast<std::size_t>(state.range(0)));
  double bytes = 0;
  for (auto _ : state) {
    std::ofstream("/proc/self/clear_refs") << 5;  // the peak starts anew
    const double before = status_of("VmRSS:");
    const auto threads = static_cast<int>(state.range(1));
    const PointModel model(data, {Kernel::bisquare, Metric::planar, true}, threads);
    const LocalFit fit = model.fit(100, threads);
    bytes = status_of("VmHWM:") - before - bytes_of(fit);
  }
  const auto n = static_cast<double>(state.range(0));
  state.counters["bytes/point"] = bytes / n;  // beside input and output
  state.counters["s/point"] = benchmark::Counter(
      n * 1e-6, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(adaptive_fit)
    ->Args({1000, 2})
    ->Args({10000, 2})
    ->Args({100000, 2})
    ->Args({1000000, 2})
    ->Args({10000000, 2})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

/// A fit with more predictors.
void wide_fit(benchmark::State& state) {
  const PointModel model(normal_points(20000, static_cast<std::size_t>(state.range(0))),
                         {Kernel::bisquare, Metric::planar, true});
  for (auto _ : state)
    benchmark::DoNotOptimize(model.fit(100, 2));
}
BENCHMARK(wide_fit)
    ->Arg(4)
    ->Arg(10)
    ->Arg(20)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void gaussian_fit(benchmark::State& state) {
  const PointModel model(normal_points(static_cast<std::size_t>(state.range(0))),
                         {Kernel::gaussian, Metric::planar, false});
  for (auto _ : state)
    benchmark::DoNotOptimize(model.fit(100, 2));
}
BENCHMARK(gaussian_fit)
    ->Arg(20000)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void golden_search(benchmark::State& state) {
  const PointModel model(normal_points(20000), {Kernel::bisquare, Metric::planar, true});
  for (auto _ : state)
    benchmark::DoNotOptimize(search(model, {}, 2));
}
BENCHMARK(golden_search)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();

/// Square lattices; arguments: side, bandwidth in cells, kernel, method (0: the cheapest).
void lattice_fit(benchmark::State& state) {
  const auto side = static_cast<std::size_t>(state.range(0));
  const auto bandwidth = static_cast<double>(state.range(1));
  const auto kernel = static_cast<Kernel>(state.range(2));
  Observations cells = normal_points(side * side);
  const Lattice lattice{side, side, 1, 1, std::move(cells.predictors), std::move(cells.response)};
  Window window = window_of(kernel, bandwidth, lattice.shape());
  if (state.range(3) != 0) window.method = static_cast<WindowMethod>(state.range(3) - 1);
  const LatticeModel model(lattice);
  for (auto _ : state)
    benchmark::DoNotOptimize(model.fit(window, bandwidth, 2));
  state.SetLabel(std::string(name_of(kernel)) +
                 std::array{", direct", ", boxes", ", spectral",
                            ", plane"}[static_cast<std::size_t>(window.method)]);
}
BENCHMARK(lattice_fit)
    ->Args({1000, 20, static_cast<long>(Kernel::bisquare), 0})
    ->Args({1000, 50, static_cast<long>(Kernel::bisquare), 0})
    ->Args({1000, 50, static_cast<long>(Kernel::bisquare), 1})
    ->Args({1000, 20, static_cast<long>(Kernel::boxcar), 0})
    ->Args({1000, 50, static_cast<long>(Kernel::boxcar), 0})
    ->Args({1000, 100, static_cast<long>(Kernel::boxcar), 0})
    ->Args({1000, 200, static_cast<long>(Kernel::boxcar), 0})
    ->Args({1000, 20, static_cast<long>(Kernel::gaussian), 0})
    ->Args({1000, 20, static_cast<long>(Kernel::exponential), 0})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

}  // namespace
