#include <cmath>
#include <vector>

#include <benchmark/benchmark.h>

#include "kernels/coupling/coupling.hpp"
#include "kernels/detector/detector.hpp"
#include "kernels/evaluate/diagnosis.hpp"
#include "kernels/evaluate/topsis.hpp"
#include "kernels/evaluate/weights.hpp"
#include "kernels/pattern/distance_weights.hpp"
#include "kernels/pattern/global.hpp"
#include "kernels/pattern/local.hpp"
#include "kernels/pattern/polygons.hpp"
#include "kernels/statistics/random.hpp"
#include "kernels/zone/levels.hpp"

// The city level at 3,000 units, as the counties of a country. Goals: 9,999 permutations of local
// Moran within 3 s on 2 threads; all jobs together within 2 s without permutations.
namespace terrabalance {
namespace {

constexpr std::size_t units = 3000;
constexpr std::size_t columns = 60;

// Jittered quadrilaterals, 60 x 50, that share their corners: every unit has some 8 neighbours.
Polygons polygons() {
  Polygons result;
  const auto corner = [](std::size_t x, std::size_t y) {
    RandomStream random(1, y * 1000 + x, 0);
    return std::pair(static_cast<double>(x) + 0.4 * random.uniform(),
                     static_cast<double>(y) + 0.4 * random.uniform());
  };
  for (std::size_t i = 0; i < units; ++i) {
    const std::size_t x = i % columns;
    const std::size_t y = i / columns;
    const std::size_t begin = result.x.size();
    for (const auto& [px, py] :
         {corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1), corner(x, y)}) {
      result.x.push_back(px);
      result.y.push_back(py);
    }
    result.rings.push_back({begin, result.x.size(), static_cast<std::int32_t>(i), false});
    result.ids.push_back(std::to_string(i));
  }
  return result;
}

std::vector<double> variable(std::uint64_t which) {
  std::vector<double> x;
  for (std::size_t i = 0; i < units; ++i) {
    RandomStream random(2, which, static_cast<std::uint32_t>(i));
    x.push_back(2 + std::sin(static_cast<double>(i % columns) / 9) + random.uniform());
  }
  return x;
}

pattern::Weights queen() {
  const Polygons shapes = polygons();
  std::vector<pattern::Link> links;
  for (const auto& pair : pattern::contiguity(shapes, pattern::Contiguity::queen))
    links.push_back({pair.from, pair.to, 1});
  return pattern::Weights(units, std::move(links));
}

void local_moran_permutations(benchmark::State& state) {
  const auto weights = pattern::row_standardised(queen());
  const auto x = variable(0);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        pattern::permute_local(weights, x, "x", 9999, 1, static_cast<int>(state.range(0))));
  }
}
BENCHMARK(local_moran_permutations)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

void pattern_of_units(benchmark::State& state) {
  for (auto _ : state) {
    const auto binary = queen();
    const auto weights = pattern::row_standardised(binary);
    const auto x = variable(0);
    benchmark::DoNotOptimize(pattern::moran(weights, x, "x"));
    benchmark::DoNotOptimize(pattern::geary(weights, x, "x"));
    benchmark::DoNotOptimize(pattern::general_g(binary, x, "x"));
    benchmark::DoNotOptimize(
        pattern::local_moran(weights, x, "x", pattern::Randomisation::conditional));
    benchmark::DoNotOptimize(pattern::getis_ord(binary, x, "x", pattern::GetisOrd::with_self,
                                                pattern::Style::row_standardised));
  }
}
BENCHMARK(pattern_of_units)->Unit(benchmark::kMillisecond);

void detector_with_optimal_discretisation(benchmark::State& state) {
  const auto y = variable(0);
  std::vector<std::vector<double>> factors;
  for (std::uint64_t k = 1; k <= 6; ++k)
    factors.push_back(variable(k));
  for (auto _ : state) {
    std::vector<detector::Strata> strata;
    for (const auto& x : factors)
      strata.push_back(detector::optimal(y, x, 3, 8, "x").strata);
    for (std::size_t a = 0; a < strata.size(); ++a) {
      benchmark::DoNotOptimize(detector::factor(y, strata[a], "x"));
      benchmark::DoNotOptimize(detector::risk(y, strata[a]));
      for (std::size_t b = a + 1; b < strata.size(); ++b) {
        benchmark::DoNotOptimize(
            detector::q_statistic(y, detector::intersect(strata[a], strata[b])));
        benchmark::DoNotOptimize(detector::ecological(y, strata[a], strata[b]));
      }
    }
  }
}
BENCHMARK(detector_with_optimal_discretisation)->Unit(benchmark::kMillisecond);

void evaluation_coupling_and_zones(benchmark::State& state) {
  constexpr std::size_t count = 18;
  std::vector<evaluate::Indicator> indicators;
  evaluate::Matrix x(units, count);
  for (std::size_t j = 0; j < count; ++j) {
    indicators.push_back({std::to_string(j), std::to_string(j % 3), j % 2 == 0});
    const auto column = variable(10 + j);
    for (std::size_t i = 0; i < units; ++i)
      x(i, j) = column[i];
  }
  std::vector<std::size_t> all(count);
  for (std::size_t j = 0; j < count; ++j)
    all[j] = j;
  for (auto _ : state) {
    const auto scores = evaluate::normalise(x, indicators);
    const auto weights = evaluate::entropy_weights(scores, evaluate::constants(x)).weight;
    std::vector<double> closeness;
    for (const auto& c : evaluate::topsis(x, indicators, weights, all, evaluate::Scaling::minmax))
      closeness.push_back(c.closeness);
    benchmark::DoNotOptimize(evaluate::ranks(closeness));
    benchmark::DoNotOptimize(evaluate::obstacle_degrees(scores, weights, all));
    benchmark::DoNotOptimize(zone::level_bounds(closeness, zone::Cut::natural, "x"));
    for (std::size_t i = 0; i < units; ++i)
      benchmark::DoNotOptimize(coupling::degree(std::vector<double>{closeness[i], scores(i, 0)}));
  }
}
BENCHMARK(evaluation_coupling_and_zones)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace terrabalance
