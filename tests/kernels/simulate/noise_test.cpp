#include "kernels/simulate/noise.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace terrabalance::simulation {
namespace {

const std::array<double, 4> wavelengths{300, 41.7, 9.1, 2.3};

TEST(Noise, IsTheSameHoweverTheColumnsAreCut) {
  const auto octaves = make_octaves(wavelengths, 0.7, 5);
  NoiseRows whole(octaves, 0, 1000);
  std::vector<float> row(1000);
  for (const std::int64_t width : {1, 7, 64, 333}) {
    for (const std::int64_t x : {0, 1, 299, 600}) {
      NoiseRows part(octaves, x, width);
      std::vector<float> cut(static_cast<std::size_t>(width));
      for (const std::int64_t y : {0, 1, 2, 3, 500}) {
        whole.evaluate(y, row);
        part.evaluate(y, cut);
        for (std::size_t i = 0; i < cut.size(); ++i)
          ASSERT_EQ(cut[i], row[static_cast<std::size_t>(x) + i]) << x << ' ' << width << ' ' << y;
      }
    }
  }
}

TEST(Noise, IsTheSameInWhateverOrderRowsAreAsked) {
  const auto octaves = make_octaves(wavelengths, 0.7, 5);
  NoiseRows upwards(octaves, 0, 50);
  std::vector<float> row(50);
  std::vector<float> other(50);
  for (std::int64_t y = 60; y >= 0; --y) {
    upwards.evaluate(y, row);
    NoiseRows(octaves, 0, 50).evaluate(y, other);
    ASSERT_EQ(row, other) << y;
  }
}

TEST(Noise, HasMeanZeroAndDeviationOne) {
  const auto octaves = make_octaves(std::array<double, 3>{12, 5.3, 2.2}, 0.8, 9);
  constexpr std::size_t side = 1000;
  NoiseRows rows(octaves, 0, side);
  std::vector<float> row(side);
  double sum = 0;
  double squares = 0;
  for (std::int64_t y = 0; y < std::int64_t{side}; ++y) {
    rows.evaluate(y, row);
    for (const float v : row) {
      sum += v;
      squares += double{v} * v;
    }
  }
  constexpr double cells = side * side;
  EXPECT_NEAR(sum / cells, 0, 0.05);
  EXPECT_NEAR(std::sqrt(squares / cells), 1, 0.05);
}

TEST(Noise, LeavesOutWavesThatTheGridCannotShow) {
  EXPECT_EQ(make_octaves(std::array<double, 3>{8, 2, 1.9}, 0.5, 1).size(), 2U);
}

}  // namespace
}  // namespace terrabalance::simulation
