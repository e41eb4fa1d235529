/// \file
/// How much of what a core can compute geographically weighted regression does, on one thread: the
/// loops by themselves, in cache, and a whole fit, whose rate counts the operations that the
/// neighbours ask for and nothing of finding them. benchmarks/limits.py writes the shares.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "benchmarks/normal_points.hpp"
#include "kernels/gwr/lanes/lanes.hpp"
#include "kernels/gwr/points/point_model.hpp"

namespace terrabalance::gwr {
namespace {

using Wide [[gnu::vector_size(64)]] = double;
constexpr std::size_t chains = 8;  // as many as hide how long one multiply-add takes

/// x = x a + b, round after round, in the widest registers there are.
#if defined(__x86_64__)
[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]]
#endif
void multiply_add(Wide* numbers, std::size_t rounds) {
  std::array<Wide, chains> x;
  for (std::size_t k = 0; k < chains; ++k)
    x[k] = numbers[k];
  const Wide a = numbers[chains];
  const Wide b = numbers[chains + 1];
  for (std::size_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 8
    for (std::size_t k = 0; k < chains; ++k)
      x[k] = x[k] * a + b;
  }
  for (std::size_t k = 0; k < chains; ++k)
    numbers[k] = x[k];
}

void count(benchmark::State& state, std::size_t operations) {
  state.counters["flops"] = benchmark::Counter(static_cast<double>(operations),
                                               benchmark::Counter::kIsIterationInvariantRate);
}

void peak(benchmark::State& state) {
  constexpr std::size_t rounds = 100000;
  std::array<Wide, chains + 2> numbers{};
  numbers[chains] += 0.5;
  numbers[chains + 1] += 1;
  for (auto _ : state) {
    multiply_add(numbers.data(), rounds);
    benchmark::DoNotOptimize(numbers.data());
  }
  count(state, rounds * chains * sizeof(Wide) / sizeof(double) * 2);
}
BENCHMARK(peak);

/// Seven leaves of four predictors and a response, as many as 100 neighbours fill.
struct Leaves {
  static constexpr std::size_t columns = 5;
  std::vector<std::uint32_t> ids{0, 1, 2, 3, 4, 5, 6};
  std::size_t points = ids.size() * leaf_size;
  std::vector<double> values = std::vector<double>(points * columns, 0.7);
  std::vector<double> weights = std::vector<double>(points, 0.3);
  LeafList list{ids.data(), ids.size()};
};

void moments(benchmark::State& state) {
  constexpr std::size_t operations = 1 + 3 * 5 + 2 * 15;  // Σ w; z, w z, Σ w z; Σ w z z
  const Leaves leaves;
  const std::array<double, Leaves::columns> origin{};
  std::array<double, 21> sums{};
  for (auto _ : state) {
    lane_loops().moments(leaves.values.data(), Leaves::columns, leaves.list, leaves.weights.data(),
                         origin.data(), sums.data());
    benchmark::DoNotOptimize(sums.data());
  }
  count(state, leaves.points * operations);
}
BENCHMARK(moments);

void gaussian_weights(benchmark::State& state) {
  constexpr std::size_t operations = 1 + 7 + 2 * 13 + 1;  // scaling, reduction, polynomial, power
  const Leaves leaves;
  std::vector<double> values(leaves.points);
  for (auto _ : state) {
    values.assign(leaves.points, 2.0);
    lane_loops().weights({WeightShape::Form::gaussian, false, 1.0}, values.size(), values.data());
    benchmark::DoNotOptimize(values.data());
  }
  count(state, leaves.points * operations);
}
BENCHMARK(gaussian_weights);

void whole_fit(benchmark::State& state) {
  constexpr std::size_t points = 20000;
  constexpr std::size_t neighbours = 100;
  // Of a neighbour: distance and bisquare weight, twice; moments with weights and their squares;
  // sums for the local R2.
  constexpr std::size_t operations = 2 * (5 + 4) + 2 * 46 + 1 + 10;
  const PointModel model(normal_points(points), {Kernel::bisquare, Metric::planar, true});
  for (auto _ : state)
    benchmark::DoNotOptimize(model.fit(neighbours, 1));
  count(state, points * neighbours * operations);
}
BENCHMARK(whole_fit)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace terrabalance::gwr
