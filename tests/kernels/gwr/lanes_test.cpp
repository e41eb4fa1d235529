#include "kernels/gwr/lanes/lanes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <Eigen/LU>
#include <gtest/gtest.h>

namespace terrabalance::gwr {
namespace {

TEST(GwrLanes, FindWhatLiesBetweenOnAnyProcessor) {
  for (const LaneLoops* const* loops = all_lane_loops(); *loops != nullptr; ++loops) {
    SCOPED_TRACE((*loops)->name);
    std::mt19937 random(4);
    for (const std::size_t leaves : {0U, 1U, 2U, 7U}) {
      for (const auto& [low, high] :
           {std::pair{20.0, 60.0}, {0.0, 99.0}, {50.0, 50.0}, {200.0, 300.0}, {-2.0, -1.0}}) {
        std::vector<double> values(leaves * leaf_size);
        for (double& value : values)
          value = random() % 9 == 0 ? std::numeric_limits<double>::infinity()
                                    : static_cast<double>(random() % 100);
        std::vector<double> expected;
        std::ranges::copy_if(
            values, std::back_inserter(expected),
            [&, low = low, high = high](double x) { return x >= low && x <= high; });
        std::vector<double> found(values.size());
        std::size_t below = 3;
        found.resize(
            (*loops)->between(values.data(), values.size(), low, high, found.data(), &below));
        EXPECT_EQ(found, expected);
        EXPECT_EQ(static_cast<std::ptrdiff_t>(below) - 3,
                  std::ranges::count_if(values, [low = low](double x) { return x < low; }));
      }
    }
  }
}

TEST(GwrLanes, RankAsSortedOnAnyProcessor) {
  for (const LaneLoops* const* loops = all_lane_loops(); *loops != nullptr; ++loops) {
    SCOPED_TRACE((*loops)->name);
    std::mt19937 random(8);
    for (std::size_t count = 1; count < 140; count += count < 40 ? 1 : 9) {
      for (const unsigned different : {1U, 5U, 1000000U}) {
        std::vector<double> values(count);
        std::ranges::generate(values, [&] { return static_cast<double>(random() % different); });
        std::vector<double> sorted = values;
        std::ranges::sort(sorted);
        values.resize(count + ranked_step);
        for (std::size_t k = 1; k <= count; ++k)
          EXPECT_EQ((*loops)->ranked(values.data(), count, k), sorted[k - 1])
              << k << " of " << count;
      }
    }
  }
}

/// The sums as they are defined, and the sums of what is added without regard to sign.
void add_products(const std::vector<double>& row, double weight, std::vector<double>& sums,
                  std::vector<double>& sizes) {
  for (std::size_t m = 0, s = 0; m < row.size(); ++m) {
    for (std::size_t l = 0; l <= m; ++l, ++s) {
      sums[s] += weight * row[m] * row[l];
      sizes[s] += std::abs(weight * row[m] * row[l]);
    }
  }
}

TEST(GwrLanes, SumProductsOfAnyNumberOfColumnsOnAnyProcessor) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> number(-1, 1);
  for (std::size_t columns = 1; columns < 24; ++columns) {
    for (const std::size_t count : {0U, 1U, 2U, 7U}) {
      std::vector<double> values(10 * leaf_size * columns);
      std::vector<double> weights(count * leaf_size);
      std::vector<double> origin(columns);
      std::vector<std::uint32_t> ids(count);
      for (auto* numbers : {&values, &weights, &origin})
        std::ranges::generate(*numbers, [&] { return number(random); });
      std::ranges::generate(ids, [&] { return static_cast<std::uint32_t>(random() % 10); });
      std::vector<double> expected((columns + 1) * (columns + 2) / 2, 3.0);
      std::vector<double> sizes = expected;
      std::vector<double> row(columns + 1, 1.0);
      for (std::size_t i = 0; i < weights.size(); ++i) {
        const double* leaf = &values[ids[i / leaf_size] * leaf_size * columns];
        for (std::size_t c = 0; c < columns; ++c)
          row[c + 1] = leaf[c * leaf_size + i % leaf_size] - origin[c];
        add_products(row, weights[i], expected, sizes);
      }
      for (const LaneLoops* const* loops = all_lane_loops(); *loops != nullptr; ++loops) {
        SCOPED_TRACE((*loops)->name);
        std::vector<double> sums(expected.size(), 3.0);
        (*loops)->moments(values.data(), static_cast<int>(columns), {ids.data(), count},
                          weights.data(), origin.data(), sums.data());
        for (std::size_t s = 0; s < sums.size(); ++s)
          EXPECT_NEAR(sums[s], expected[s], 1e-14 * sizes[s]) << columns << " columns, sum " << s;
      }
    }
  }
}

}  // namespace
}  // namespace terrabalance::gwr
