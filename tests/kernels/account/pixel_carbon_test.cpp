#include "kernels/account/pixel_carbon.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "engine/sweep/sweep.hpp"
#include "kernels/account/weight_sums.hpp"
#include "tests/support/memory_source.hpp"

namespace terrabalance {
namespace {

using test::MemorySource;

MemorySource weighted_source() {
  MemorySource source = MemorySource::random(83, 59, 1, 4, 5, 3);
  std::mt19937 generator(5);
  auto& weights = source.weights.emplace_back(source.zones.size());
  for (float& weight : weights)
    weight = std::lognormal_distribution<float>(0, 3)(generator);
  return source;
}

CodeClasses codes_one_to_four() {
  return CodeClasses([](std::int32_t code) { return code >= 1 && code <= 4 ? code - 1 : -1; });
}

TEST(WeightSums, AreTheSameForAllTilings) {
  const MemorySource source = weighted_source();
  const CodeClasses classes = codes_one_to_four();
  Runtime runtime;
  const auto whole = sweep(runtime, Partition(source.grid, 100, 100), source, WeightSums(classes));
  runtime.threads = 3;
  EXPECT_EQ(sweep(runtime, Partition(source.grid, 7, 11), source, WeightSums(classes)), whole);
}

TEST(PixelCarbon, TheCellsOfAZoneSumToItsBalance) {
  const MemorySource source = weighted_source();
  const CodeClasses classes = codes_one_to_four();
  const CellArea area = CellArea::planar(source.grid, 1);
  const std::vector<double> coefficients{0.422, -0.644, -0.021, 0};
  const auto [sums] =
      sweep(Runtime{}, Partition(source.grid, 100, 100), source, WeightSums(classes));
  constexpr double emission = 12345.678;  // t C, charged to the fourth class of every zone

  std::map<std::int32_t, std::vector<Allocation>> allocations;
  for (const auto& sum : sums) {
    auto& zone = allocations[sum.zone];
    zone.resize(4);
    if (sum.land_class == 3) zone[3] = {emission, sum.weight.value(), false};
  }
  const PixelCarbon carbon(classes, area, coefficients, allocations);
  auto reader = source.reader();
  std::vector<double> cells(source.zones.size());
  carbon.fill(reader.read({0, 0, source.grid.width, source.grid.height}), 0, true, cells);

  std::map<std::int32_t, long double> total;
  std::map<std::int32_t, double> direct;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool has_class = source.zones[i] != 0 && source.codes[0][i] != 255;
    EXPECT_EQ(std::isnan(cells[i]), !has_class);
    if (!has_class) continue;
    total[source.zones[i]] += cells[i];
    direct[source.zones[i]] += 0.01 * coefficients[source.codes[0][i] - 1U];
  }
  for (const auto& [zone, sum] : total) {
    const double expected = direct[zone] + emission;
    EXPECT_NEAR(static_cast<double>(sum) / expected, 1, 1e-12) << "zone " << zone;
  }
}

TEST(PixelCarbon, SharesOutByAreaWhereThereIsNoWeight) {
  const MemorySource source = MemorySource::random(10, 10, 1, 1, 1, 9);
  const CodeClasses classes([](std::int32_t code) { return code == 1 ? 0 : -1; });
  const CellArea area = CellArea::planar(source.grid, 1);
  const PixelCarbon carbon(classes, area, {0}, {{1, {Allocation{80, 0.4, true}}}});
  auto reader = source.reader();
  std::vector<double> cells(100);
  carbon.fill(reader.read({0, 0, 10, 10}), 0, false, cells);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (source.zones[i] == 1 && source.codes[0][i] == 1) {
      EXPECT_DOUBLE_EQ(cells[i], 80 * 0.01 / 0.4);
    }
  }
}

}  // namespace
}  // namespace terrabalance
