#include <cmath>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "jobs/session.hpp"
#include "jobs/uncertainty/inputs/assembly.hpp"
#include "jobs/uncertainty/monte_carlo.hpp"
#include "jobs/uncertainty/tables/figures.hpp"
#include "jobs/uncertainty/tables/tables.hpp"
#include "kernels/uncertainty/column_summary.hpp"
#include "kernels/uncertainty/distribution.hpp"
#include "kernels/uncertainty/lanes/lanes.hpp"
#include "kernels/uncertainty/stream.hpp"

// 15 cities x 3 years x 30 inputs: six coefficients, eight fuels with activity, coal factor and
// emission factor each. Goal: 10^6 draws, summed up, within 5 s on 2 cores.
namespace terrabalance {
namespace {

UncertaintyInputs cities(std::size_t draws) {
  UncertaintyInputs inputs;
  const auto normal = [&](const std::string& id, double mean) {
    inputs.ranges.push_back({id,
                             "normal",
                             {mean, mean - 0.1 * std::abs(mean), mean + 0.1 * std::abs(mean)},
                             "",
                             {},
                             "benchmark",
                             "",
                             ""});
  };
  inputs.years = {2000, 2010, 2020};
  inputs.classes = {"cropland", "forest", "grassland", "water", "wetland", "unused"};
  for (std::size_t c = 0; c < inputs.classes.size(); ++c)
    normal("delta." + inputs.classes[c], c == 0 ? 0.422 : -0.1 * static_cast<double>(c));
  for (int f = 0; f < 8; ++f) {
    normal("coal_factor.fuel" + std::to_string(f), 0.7 + 0.1 * f);
    normal("ef.fuel" + std::to_string(f), 0.5 + 0.02 * f);
  }
  for (int z = 0; z < 15; ++z) {
    const std::string zone = "city" + std::to_string(z);
    inputs.zones.push_back(zone);
    for (const auto year : inputs.years) {
      for (std::size_t c = 0; c < inputs.classes.size(); ++c)
        inputs.area_ha.push_back(1e5 *
                                 static_cast<double>(1 + (c + static_cast<std::size_t>(z)) % 5));
      for (int f = 0; f < 8; ++f) {
        normal("activity.fuel" + std::to_string(f) + "@" + zone + "@" + std::to_string(year),
               1e4 * (1 + (f + z) % 6));
      }
    }
  }
  inputs.draws = draws;
  return inputs;
}

void draws_of_15_cities(benchmark::State& state) {
  const auto inputs = cities(static_cast<std::size_t>(state.range(0)));
  Session session;
  const Assembly assembly = assemble(session, inputs);
  const Figures figures = figures_of(assembly, inputs);
  Runtime runtime;
  runtime.threads = static_cast<int>(state.range(1));
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        monte_carlo(assembly, figures.quantities, inputs.seed, inputs.draws, runtime));
  }
  state.counters["draws/s"] = benchmark::Counter(static_cast<double>(state.range(0)),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(draws_of_15_cities)
    ->Args({1 << 17, 1})
    ->Args({1 << 17, 2})
    ->Args({1000000, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void normal_draws(benchmark::State& state) {
  const auto distribution = uncertainty::Distribution::normal(0, 1);
  std::vector<double> x(4096);
  for (auto _ : state) {
    uncertainty::Stream(1, "x").uniforms(0, x);
    distribution.quantiles(x);
    benchmark::DoNotOptimize(x.data());
  }
  state.SetItemsProcessed(state.iterations() * 4096);
  state.SetLabel(uncertainty::lane_loops().name);
}
BENCHMARK(normal_draws);

void summary_of_a_column(benchmark::State& state) {
  std::vector<double> x(1 << 17);
  uncertainty::Stream(1, "x").uniforms(0, x);
  uncertainty::Distribution::normal(0, 1).quantiles(x);
  for (auto _ : state)
    benchmark::DoNotOptimize(uncertainty::summarise(x));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(x.size()));
}
BENCHMARK(summary_of_a_column);

void all_tables_with_1000_draws(benchmark::State& state) {
  const auto inputs = cities(1000);
  Session session;
  for (auto _ : state)
    benchmark::DoNotOptimize(uncertainty_tables(session, inputs, Runtime{}));
}
BENCHMARK(all_tables_with_1000_draws)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace terrabalance
