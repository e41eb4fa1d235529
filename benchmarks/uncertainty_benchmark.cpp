#include <array>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "jobs/session.hpp"
#include "jobs/uncertainty/inputs/assembly.hpp"
#include "jobs/uncertainty/monte_carlo.hpp"
#include "jobs/uncertainty/tables/chain_tables.hpp"
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

/// 15 cities, 3 years: 18 indicators in 3 subsystems, 6 of them from the balance; zones, queen
/// neighbours on a 5 x 3 grid, 4 factors. Goal: 10,000 draws within seconds.
uncertainty::ChainSettings whole_chain(std::size_t zones, std::size_t years) {
  uncertainty::ChainSettings settings;
  settings.coupling.emplace();
  uncertainty::EvaluationStep evaluation;
  const std::array<std::string, 3> subsystems{"economy", "resources", "ecology"};
  evaluation.subsystems = {"overall", "economy", "resources", "ecology"};
  evaluation.values = evaluate::Matrix(zones * years, 18);
  for (std::size_t j = 0; j < 18; ++j) {
    evaluation.indicators.push_back({std::to_string(j), subsystems[j / 6], j % 2 == 0});
    for (std::size_t r = 0; r < zones * years; ++r)
      evaluation.values(r, j) = 1 + static_cast<double>((r * (7 + j) + j * j) % 23);
    if (j % 3 != 0) continue;
    const evaluate::Formula formula(j % 2 == 0 ? "source / population" : "(source - sink) / gdp");
    uncertainty::CarbonIndicator carbon{j, formula, {}};
    for (std::size_t r = 0; r < zones * years; ++r) {
      carbon.others.emplace_back(formula.names().size(), 1.0 + static_cast<double>(r % 9));
    }
    evaluation.carbon.push_back(carbon);
  }
  settings.evaluation = evaluation;
  settings.zoning = uncertainty::ZoningStep{
      {1, 2, 3}, zone::Cut::natural, zone::zone_table(zone::default_rules())};
  std::vector<pattern::Link> links;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(zones); ++i) {
    for (std::int32_t k = 0; k < static_cast<std::int32_t>(zones); ++k) {
      const bool near = std::abs(i % 5 - k % 5) <= 1 && std::abs(i / 5 - k / 5) <= 1;
      if (i != k && near) links.push_back({i, k, 1});
    }
  }
  settings.hot_spots = uncertainty::HotSpotStep{pattern::Weights(zones, links),
                                                pattern::Style::binary, uncertainty::Response::net};
  settings.detector.emplace();
  settings.detector->response = uncertainty::Response::net;
  for (std::size_t f = 0; f < 4; ++f) {
    std::vector<std::string> names;
    for (std::size_t z = 0; z < zones; ++z)
      names.emplace_back(1, static_cast<char>('a' + z * (f + 2) % 4));
    settings.detector->factors.push_back(
        {std::to_string(f),
         std::vector<detector::Strata>(years, detector::from_labels(names, "f"))});
  }
  return settings;
}

void whole_chain_of_10000_draws(benchmark::State& state) {
  auto inputs = cities(1000);
  inputs.chain.asked = true;
  inputs.chain.draws = 10000;
  inputs.chain.settings = whole_chain(inputs.zones.size(), inputs.years.size());
  Session session;
  const Assembly assembly = assemble(session, inputs);
  const Figures figures = figures_of(assembly, inputs);
  Runtime runtime;
  runtime.threads = static_cast<int>(state.range(0));
  const auto draws = monte_carlo(assembly, figures.quantities, inputs.seed, inputs.draws, runtime);
  for (auto _ : state)
    benchmark::DoNotOptimize(chain_tables(inputs, assembly, draws, runtime));
}
BENCHMARK(whole_chain_of_10000_draws)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

void all_tables_with_1000_draws(benchmark::State& state) {
  const auto inputs = cities(1000);
  Session session;
  for (auto _ : state)
    benchmark::DoNotOptimize(uncertainty_tables(session, inputs, Runtime{}));
}
BENCHMARK(all_tables_with_1000_draws)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace terrabalance
