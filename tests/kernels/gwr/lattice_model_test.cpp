#include "kernels/gwr/lattice_model.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engine/value/error.hpp"

namespace terrabalance::gwr {
namespace {

/// A lattice with holes and oblong cells; predictor 0 has a far offset.
Lattice simulated(std::size_t width, std::size_t height, std::size_t predictors) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  Lattice lattice{width, height, 2, 3, {}, {}};
  lattice.predictors.resize(predictors);
  for (std::size_t i = 0; i < lattice.cells(); ++i) {
    double response = normal(random);
    for (std::size_t m = 0; m < predictors; ++m) {
      const double x = normal(random);
      lattice.predictors[m].push_back(x + (m == 0 ? 1e4 : 0));
      response += x * std::sin(static_cast<double>(i % width) / 20);
    }
    lattice.response.push_back(i % 13 == 5 ? NAN : response);
  }
  return lattice;
}

/// The same cells as points.
Observations points_of(const Lattice& lattice) {
  Observations o;
  for (std::size_t i = 0; i < lattice.cells(); ++i) {
    o.x.push_back(lattice.cell_width * static_cast<double>(i % lattice.width));
    o.y.push_back(lattice.cell_height * static_cast<double>(i / lattice.width));
  }
  o.response = lattice.response;
  o.predictors = lattice.predictors;
  o.names.assign(lattice.predictors.size(), "x");
  return o;
}

void expect_equal(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(std::isnan(a[i]), std::isnan(b[i])) << i;
    if (!std::isnan(a[i])) {
      ASSERT_NEAR(a[i], b[i], tolerance * (1 + std::abs(b[i]))) << i;
    }
  }
}

class LatticeKernel : public testing::TestWithParam<Kernel> {};

TEST_P(LatticeKernel, IsTheRegressionOfItsCellsAsPoints) {
  const Lattice lattice = simulated(37, 29, 3);
  const double bandwidth = GetParam() == Kernel::exponential ? 3 : 13.7;
  const LocalFit cells = LatticeModel(lattice).fit(GetParam(), bandwidth, 2);
  const LocalFit points =
      PointModel(points_of(lattice), {GetParam(), Metric::planar, false}).fit(bandwidth, 1);
  EXPECT_EQ(cells.status, points.status);
  expect_equal(cells.beta, points.beta, 1e-7);
  expect_equal(cells.variance, points.variance, 1e-7);
  expect_equal(cells.influence, points.influence, 1e-9);
  expect_equal(cells.residual, points.residual, 1e-9);
  expect_equal(cells.local_r2, points.local_r2, 1e-9);
  EXPECT_NEAR(cells.sums.tr_sts, points.sums.tr_sts, 1e-8 * points.sums.tr_sts);
}

INSTANTIATE_TEST_SUITE_P(Kernels, LatticeKernel,
                         testing::Values(Kernel::gaussian, Kernel::exponential, Kernel::bisquare,
                                         Kernel::tricube, Kernel::boxcar),
                         [](const auto& test) { return std::string(name_of(test.param)); });

TEST(LatticeModel, KeepsEveryBitForAnyThreadsAndBands) {
  const Lattice whole = simulated(300, 60, 2);
  const LatticeModel model(whole);
  const Window window = window_of(Kernel::bisquare, 12, 2, 3);
  const LocalFit one = model.fit(Kernel::bisquare, 12, 1);
  expect_equal(one.beta, model.fit(Kernel::bisquare, 12, 2).beta, 0);
  // Rows 20 to 40 as a rank holds them: with those that the window reaches.
  const std::size_t reach = window.rows();
  Lattice band = whole;
  band.height = 20 + 2 * reach;
  const auto cut = [&](const std::vector<double>& all) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>((20 - reach) * 300);
    return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(band.cells()));
  };
  band.response = cut(whole.response);
  for (auto& layer : band.predictors)
    layer = cut(layer);
  const LatticeModel part(band, ranges_of(whole, {0, whole.height}).centres());
  LocalFit fit = part.empty_fit(12);
  part.fit(fit, window, {reach, reach + 20}, 1);
  for (std::size_t i = 0; i < 20 * 300; ++i) {
    const double expected = one.beta[3 * (20 * 300 + i) + 1];
    const double found = fit.beta[3 * (reach * 300 + i) + 1];
    ASSERT_TRUE(found == expected || (std::isnan(found) && std::isnan(expected))) << i;
  }
}

TEST(LatticeModel, PlateausFarFromTheRestAreSolvedAboutThemselves) {
  // One corner has values a million spreads away from all others.
  Lattice lattice = simulated(40, 40, 1);
  for (std::size_t i = 0; i < lattice.cells(); ++i)
    if (i % 40 < 20) lattice.predictors[0][i] += 1e9;
  const LocalFit cells = LatticeModel(lattice).fit(Kernel::bisquare, 9, 1);
  const LocalFit points =
      PointModel(points_of(lattice), {Kernel::bisquare, Metric::planar, false}).fit(9, 1);
  for (std::size_t i = 0; i < lattice.cells(); ++i) {
    if (i % 40 < 12 && cells.status[i] == Status::ok) {
      EXPECT_NEAR(cells.beta[2 * i + 1], points.beta[2 * i + 1], 1e-5);
    }
  }
}

TEST(LatticeModel, MarksConstantNeighbourhoods) {
  Lattice lattice = simulated(40, 10, 2);
  for (std::size_t i = 0; i < lattice.cells(); ++i)
    if (i % 40 < 25) lattice.predictors[1][i] = 0.3;
  const LocalFit fit = LatticeModel(lattice).fit(Kernel::bisquare, 9, 1);
  EXPECT_EQ(fit.status[2], Status::constant_column);
  EXPECT_EQ(fit.status[38], Status::ok);
  EXPECT_EQ(LatticeModel(lattice).fit(Kernel::bisquare, 1.5, 1).status[38], Status::too_few);
  EXPECT_THROW(window_of(Kernel::boxcar, 0, 1, 1), InputError);
}

}  // namespace
}  // namespace terrabalance::gwr
