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

using TwoWide [[gnu::vector_size(16)]] = double;
using FourWide [[gnu::vector_size(32)]] = double;
using EightWide [[gnu::vector_size(64)]] = double;
constexpr std::size_t chains = 10;  // as many as hide how long one multiply-add takes

/// x = x a + b, round after round, in registers of one kind.
/// \return operations
template <class Wide>
[[gnu::always_inline]] inline std::size_t multiply_add(double* numbers, std::size_t rounds) {
  Wide x[chains];  // NOLINT(modernize-avoid-c-arrays): std::array drops what the type promises
#pragma GCC unroll 10
  for (std::size_t k = 0; k < chains; ++k)
    x[k] = Wide{} + numbers[k];
  const Wide a = Wide{} + numbers[chains];
  const Wide b = Wide{} + numbers[chains + 1];
  for (std::size_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 10
    for (std::size_t k = 0; k < chains; ++k)
      x[k] = x[k] * a + b;
  }
#pragma GCC unroll 10
  for (std::size_t k = 0; k < chains; ++k)
    numbers[k] = x[k][0];
  return rounds * chains * sizeof(Wide) / sizeof(double) * 2;
}

/// In the widest registers there are; wider ones than these would be taken apart in memory.
#if defined(__x86_64__)
[[gnu::target("arch=x86-64-v4")]] std::size_t in_512_bits(double* numbers, std::size_t rounds) {
  return multiply_add<EightWide>(numbers, rounds);
}
[[gnu::target("arch=x86-64-v3")]] std::size_t in_256_bits(double* numbers, std::size_t rounds) {
  return multiply_add<FourWide>(numbers, rounds);
}
#endif
std::size_t multiply_add(double* numbers, std::size_t rounds) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return in_512_bits(numbers, rounds);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return in_256_bits(numbers, rounds);
#endif
  return multiply_add<TwoWide>(numbers, rounds);
}

void count(benchmark::State& state, std::size_t operations) {
  state.counters["flops"] = benchmark::Counter(static_cast<double>(operations),
                                               benchmark::Counter::kIsIterationInvariantRate);
}

void peak(benchmark::State& state) {
  constexpr std::size_t rounds = 100000;
  std::array<double, chains + 2> numbers{};
  numbers[chains] = 0.5;
  numbers[chains + 1] = 1;
  std::size_t operations = 0;
  for (auto _ : state) {
    operations = multiply_add(numbers.data(), rounds);
    benchmark::DoNotOptimize(numbers.data());
  }
  count(state, operations);
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
