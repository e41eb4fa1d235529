#include "kernels/pattern/lattice.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "kernels/pattern/global.hpp"
#include "kernels/pattern/local.hpp"
#include "kernels/pattern/shuffle.hpp"

namespace terrabalance::pattern {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t width = 13;
constexpr std::size_t height = 9;

/// A smooth field with noise and holes; a valid cell alone among holes in a corner.
std::vector<double> field() {
  std::mt19937 random(2);
  std::vector<double> x;
  for (std::size_t i = 0; i < width * height; ++i) {
    const double smooth = std::sin(static_cast<double>(i % width) / 3);
    x.push_back(random() % 7 == 0 ? nan : smooth + static_cast<double>(random() % 100) / 60);
  }
  for (const std::size_t hole : {1U, 2U, 13U, 14U, 15U, 26U, 27U, 28U})
    x[hole] = nan;
  x[0] = 1.5;
  return x;
}

/// The same neighbours as weights between the cells with a value.
Weights weights_of(const std::vector<double>& x, const Footprint& footprint) {
  std::vector<std::int32_t> number(x.size(), -1);
  std::int32_t count = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isnan(x[i])) number[i] = count++;
  }
  std::vector<Link> links;
  const auto w = static_cast<int>(width);
  const auto h = static_cast<int>(height);
  for (int y = 0; y < h; ++y) {
    for (int c = 0; c < w; ++c) {
      for (int dy = -footprint.reach(); dy <= footprint.reach(); ++dy) {
        const int half = footprint.half[static_cast<std::size_t>(std::abs(dy))];
        for (int dx = -half; dx <= half; ++dx) {
          const bool inside = y + dy >= 0 && y + dy < h && c + dx >= 0 && c + dx < w;
          if ((dx == 0 && dy == 0) || !inside) continue;
          const auto from = number[static_cast<std::size_t>(y * w + c)];
          const auto to = number[static_cast<std::size_t>((y + dy) * w + c + dx)];
          if (from >= 0 && to >= 0) links.push_back({from, to, 1});
        }
      }
    }
  }
  return Weights(static_cast<std::size_t>(count), std::move(links));
}

TEST(Lattice, ValuesAreThoseOfTheWeightsThatItStandsFor) {
  const auto x = field();
  std::vector<double> values;
  for (const double v : x) {
    if (!std::isnan(v)) values.push_back(v);
  }
  for (const auto& footprint :
       {Footprint::queen(), Footprint::rook(), Footprint::disc(2.5), Footprint::disc(4)}) {
    const Weights binary = weights_of(x, footprint);
    const auto gi = getis_ord(binary, values, "x", GetisOrd::with_self, Style::binary);
    const auto moran_local =
        local_moran(row_standardised(binary), values, "x", Randomisation::conditional);
    const LatticePattern lattice(width, height, x, footprint, "x");
    EXPECT_EQ(lattice.cells(), values.size());
    const auto found = lattice.local({0, height}, 2);
    std::size_t unit = 0;
    for (std::size_t cell = 0; cell < x.size(); ++cell) {
      if (std::isnan(x[cell])) {
        EXPECT_TRUE(std::isnan(found.gi_star_z[cell]));
        continue;
      }
      if (binary.neighbours(unit).empty()) {
        EXPECT_TRUE(std::isnan(found.gi_star_z[cell]));
        EXPECT_TRUE(std::isnan(found.moran_i[cell]));
      } else {
        EXPECT_NEAR(found.gi_star_z[cell], gi[unit], 1e-11);
        EXPECT_NEAR(found.moran_i[cell], moran_local.i[unit], 1e-11);
        EXPECT_NEAR(found.moran_z[cell], moran_local.z[unit], 1e-9);
      }
      ++unit;
    }
    EXPECT_NEAR(moran_of_lattice(found.moran_i), moran(row_standardised(binary), values, "x").i,
                1e-12);
  }
}

TEST(Lattice, RowsAndThreadsDoNotMatter) {
  const auto x = field();
  const LatticePattern lattice(width, height, x, Footprint::disc(2), "x");
  const auto whole = lattice.local({0, height}, 1);
  const auto p = lattice.permutation_p({0, height}, 19, 4, 1);
  const auto same = [](std::span<const double> a, std::span<const double> b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
      EXPECT_TRUE(a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i])));
  };
  for (const auto& [first, end] : {std::pair{0U, 4U}, std::pair{4U, 5U}, std::pair{5U, 9U}}) {
    const LatticeRows rows{first, end};
    const auto cells = [&](const std::vector<double>& all) {
      return std::span(all).subspan(rows.first * width, (rows.end - rows.first) * width);
    };
    for (const int threads : {1, 2, 7}) {
      const auto part = lattice.local(rows, threads);
      same(part.gi_star_z, cells(whole.gi_star_z));
      same(part.moran_z, cells(whole.moran_z));
      same(lattice.permutation_p(rows, 19, 4, threads), cells(p));
    }
  }
}

// On a raster without pattern one p in twenty is below 0.025 on either side together; with one, the
// pseudo p goes with the normal one of z.
TEST(Lattice, PseudoPIsUniformWithoutPatternAndSmallInClusters) {
  constexpr std::size_t side = 60;
  std::mt19937 random(8);
  std::vector<double> x(side * side);
  for (double& v : x)
    v = static_cast<double>(random() % 1000);
  const LatticePattern noise(side, side, x, Footprint::queen(), "x");
  const auto p = noise.permutation_p({0, side}, 199, 1, 2);
  const auto small = [](std::span<const double> values, double limit) {
    return static_cast<double>(std::count_if(values.begin(), values.end(),
                                             [limit](double v) { return v <= limit; })) /
           static_cast<double>(values.size());
  };
  EXPECT_NEAR(small(p, 0.025), 0.05, 0.02);
  EXPECT_NEAR(small(p, 0.25), 0.5, 0.04);
  for (std::size_t i = 0; i < 10; ++i) {
    for (std::size_t j = 0; j < 10; ++j)
      x[(20 + i) * side + 20 + j] += 2000;
  }
  const LatticePattern cluster(side, side, x, Footprint::queen(), "x");
  EXPECT_EQ(cluster.permutation_p({25, 26}, 199, 1, 2)[25], 0.005);
  EXPECT_GT(cluster.local({25, 26}, 1).gi_star_z[25], 2.58);
}

TEST(Shuffle, IsABijectionThatMixes) {
  for (const std::uint32_t n : {1U, 2U, 3U, 10U, 17U, 1000U, 65537U}) {
    std::vector<bool> hit(n, false);
    const Shuffle shuffle(n, 3, 5);
    for (std::uint32_t k = 0; k < n; ++k) {
      const auto at = shuffle(k);
      ASSERT_LT(at, n);
      EXPECT_FALSE(hit[at]);
      hit[at] = true;
    }
    std::vector<std::uint32_t> some(n - n / 3);
    shuffle.run(n / 3, some);
    for (std::uint32_t k = 0; k < some.size(); ++k)
      EXPECT_EQ(some[k], shuffle(n / 3 + k));
  }
  // Over many draws a number goes everywhere equally often, and neighbours part.
  constexpr std::uint32_t n = 20;
  constexpr std::uint32_t draws = 40000;
  std::vector<double> places(n, 0);
  double together = 0;
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    const Shuffle shuffle(n, 3, draw);
    const auto a = shuffle(7);
    ++places[a];
    const auto b = shuffle(8);
    together += (a + 1) % n == b ? 1 : 0;
  }
  double chi2 = 0;
  for (const double count : places)
    chi2 += std::pow(count - draws / n, 2) / (draws / n);
  EXPECT_LT(chi2, 43.8);  // 0.1 % of 19 degrees of freedom
  EXPECT_NEAR(together / draws, 1.0 / (n - 1), 0.005);
}

TEST(Lattice, BadLayersAreNamed) {
  const auto message = [](std::vector<double> x) {
    try {
      LatticePattern(3, 3, x, Footprint::queen(), "net");
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(message(std::vector<double>(9, 4)), testing::HasSubstr("'net' is constant"));
  EXPECT_THAT(message({1, 2, nan, nan, nan, nan, nan, nan, nan}),
              testing::HasSubstr("2 cells with a value"));
  EXPECT_THAT(message({1, 2, 3, 4, 5, std::numeric_limits<double>::infinity(), 1, 2, 3}),
              testing::HasSubstr("infinite in row 1, column 2"));
  EXPECT_THROW(Footprint::disc(0.5), InputError);
}

}  // namespace
}  // namespace terrabalance::pattern
