#include "kernels/gwr/lattice/lattice_model.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "kernels/gwr/lattice/window_sums.hpp"

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

LocalFit fit_of(const Lattice& lattice, Kernel kernel, double bandwidth, int threads) {
  return LatticeModel(lattice).fit(window_of(kernel, bandwidth, lattice.shape()), bandwidth,
                                   threads);
}

class LatticeKernel : public testing::TestWithParam<Kernel> {};

TEST_P(LatticeKernel, IsTheRegressionOfItsCellsAsPoints) {
  const Lattice lattice = simulated(37, 29, 3);
  const double bandwidth = GetParam() == Kernel::exponential ? 3 : 13.7;
  const LocalFit cells = fit_of(lattice, GetParam(), bandwidth, 2);
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

/// Windows of every method, 300 cells wide.
class LatticeMethod : public testing::TestWithParam<WindowMethod> {
 protected:
  static Window window(const Lattice& lattice) {
    const Kernel kernel = GetParam() == WindowMethod::boxes ? Kernel::boxcar : Kernel::bisquare;
    Window window = direct_window_of(kernel, bandwidth, lattice.shape());
    window.method = GetParam();
    return window;
  }
  static constexpr double bandwidth = 21;
};

TEST_P(LatticeMethod, KeepsEveryBitForAnyThreadsAndBands) {
  const Lattice whole = simulated(300, 700, 2);
  const LatticeModel model(whole);
  const Window about = window(whole);
  const LocalFit one = model.fit(about, bandwidth, 1);
  expect_equal(one.beta, model.fit(about, bandwidth, 2).beta, 0);
  // Rows as a rank holds them: with those that the window reaches.
  const std::size_t reach = about.rows();
  const std::size_t together = about.rows_together();
  for (const Rows own : {Rows{0, 31}, Rows{31, 32}, Rows{32, 700}}) {
    const std::size_t low = own.first / together * together;
    const std::size_t high = (own.last + together - 1) / together * together;
    const std::size_t first = low > reach ? low - reach : 0;
    Lattice band = whole;
    band.top = first;
    band.height = std::min<std::size_t>(high + reach, 700) - first;
    const auto cut = [&](const std::vector<double>& all) {
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first * 300);
      return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(band.cells()));
    };
    band.response = cut(whole.response);
    for (auto& layer : band.predictors)
      layer = cut(layer);
    const LatticeModel part(band, ranges_of(whole, {0, whole.height}).centres());
    LocalFit fit = part.empty_fit(bandwidth);
    part.fit(fit, about, {own.first - first, own.last - first}, 1);
    for (std::size_t i = own.first * 300; i < own.last * 300; ++i) {
      for (std::size_t m = 0; m < 3; ++m) {
        const double expected = one.beta[3 * i + m];
        const double found = fit.beta[3 * (i - first * 300) + m];
        ASSERT_TRUE(found == expected || (std::isnan(found) && std::isnan(expected))) << i;
      }
    }
  }
}

TEST_P(LatticeMethod, IsTheDirectSum) {
  const Lattice lattice = simulated(300, 90, 2);
  const LatticeModel model(lattice);
  Window about = window(lattice);
  const LocalFit found = model.fit(about, bandwidth, 2);
  about.method = WindowMethod::direct;
  const LocalFit direct = model.fit(about, bandwidth, 2);
  EXPECT_EQ(found.status, direct.status);
  expect_equal(found.beta, direct.beta, 1e-9);
  expect_equal(found.variance, direct.variance, 1e-9);
  expect_equal(found.influence, direct.influence, 1e-10);
  expect_equal(found.residual, direct.residual, 1e-10);
  expect_equal(found.local_r2, direct.local_r2, 1e-9);
}

std::string name_of_method(const testing::TestParamInfo<WindowMethod>& test) {
  if (test.param == WindowMethod::direct) return "direct";
  if (test.param == WindowMethod::boxes) return "boxes";
  return test.param == WindowMethod::plane ? "plane" : "spectral";
}

INSTANTIATE_TEST_SUITE_P(Methods, LatticeMethod,
                         testing::Values(WindowMethod::direct, WindowMethod::boxes,
                                         WindowMethod::spectral, WindowMethod::plane),
                         name_of_method);

/// Largest error of the sums of a method in any cell, as a share of its bound.
double share_of_bound(const std::vector<std::vector<double>>& values, const Window& window,
                      std::size_t width, std::size_t height) {
  const CellColumns columns{&values, width, height};
  const WindowPlan plan(window);
  const auto sums = plan.sums(columns);
  const auto direct = plan.direct_sums(columns);
  double worst = 0;
  for (std::size_t x = 0; x < width; x += 7) {
    sums->sum(x / sums->block() * sums->block(), {0, height}, true);
    direct->sum(x / direct->block() * direct->block(), {0, height}, true);
    for (std::size_t y = 0; y < height; ++y) {
      std::size_t product = 0;
      for (std::size_t m = 0; m < values.size(); ++m) {
        for (std::size_t l = 0; l <= m; ++l, ++product) {
          const double error = std::abs(sums->first(product, y, x % sums->block()) -
                                        direct->first(product, y, x % direct->block()));
          worst = std::max(worst, error / (sums->root_error(m, y) * sums->root_error(l, y)));
          if (m + 1 == values.size()) continue;
          const double second = std::abs(sums->second(product, y, x % sums->block()) -
                                         direct->second(product, y, x % direct->block()));
          worst = std::max(
              worst, second / (sums->second_root_error(m, y) * sums->second_root_error(l, y)));
        }
      }
    }
  }
  return worst;
}

TEST(WindowSums, StayWithinTheirBoundsWhateverTheSizes) {
  constexpr std::size_t width = 150;
  constexpr std::size_t height = 40;
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  std::vector<std::vector<double>> values(3);
  for (std::size_t i = 0; i < width * height; ++i) {
    values[0].push_back(i % 11 == 4 ? 0 : 1);
    values[1].push_back(i % 500 == 7 ? 1e6 * normal(random) : normal(random));
    values[2].push_back(1e-5 * normal(random));
  }
  for (const Kernel kernel : {Kernel::boxcar, Kernel::bisquare, Kernel::exponential}) {
    for (const double bandwidth : {1.5, 9.0, 33.0}) {
      Window window = direct_window_of(kernel, bandwidth, {width, height, 1, 1});
      for (const WindowMethod method :
           {kernel == Kernel::boxcar ? WindowMethod::boxes : WindowMethod::spectral,
            WindowMethod::plane}) {
        window.method = method;
        const double share = share_of_bound(values, window, width, height);
        EXPECT_LE(share, 1) << name_of(kernel) << " " << bandwidth;
        EXPECT_GT(share, 0);
      }
    }
  }
}

TEST(LatticeModel, CellsWhoseSpreadDrownsInRoundingAreSummedDirectly) {
  // A plain with a ten-thousandth of the relief of the mountains beside it.
  Lattice lattice = simulated(200, 60, 2);
  for (std::size_t i = 0; i < lattice.cells(); ++i) {
    if (i % 200 >= 100) continue;
    for (auto& layer : lattice.predictors)
      layer[i] *= 1e4;
  }
  Window window = direct_window_of(Kernel::bisquare, 40, lattice.shape());
  const LatticeModel model(lattice);
  const LocalFit direct = model.fit(window, 40, 1);
  window.method = WindowMethod::spectral;
  const LocalFit found = model.fit(window, 40, 1);
  EXPECT_EQ(found.status, direct.status);
  for (std::size_t i = 0; i < lattice.cells(); ++i) {
    if (i % 200 > 125 && found.status[i] == Status::ok) {
      EXPECT_NEAR(found.beta[3 * i + 2], direct.beta[3 * i + 2],
                  1e-8 * (1 + std::abs(direct.beta[3 * i + 2])));
    }
  }
}

TEST(LatticeModel, ChoosesTheCheapestMethod) {
  const LatticeShape shape{1000, 1000, 1, 1};
  EXPECT_EQ(window_of(Kernel::bisquare, 4, shape).method, WindowMethod::direct);
  EXPECT_EQ(window_of(Kernel::bisquare, 30, shape).method, WindowMethod::spectral);
  EXPECT_EQ(window_of(Kernel::exponential, 10, shape).method, WindowMethod::plane);
  EXPECT_EQ(window_of(Kernel::gaussian, 20, shape).method, WindowMethod::plane);
  EXPECT_EQ(window_of(Kernel::boxcar, 200, shape).method, WindowMethod::plane);
  EXPECT_EQ(window_of(Kernel::boxcar, 20, shape).method, WindowMethod::boxes);
  EXPECT_EQ(window_of(Kernel::boxcar, 1.5, shape).method, WindowMethod::direct);
}

TEST(LatticeModel, ManyTilesOfThePlaneAreTheDirectSum) {
  // More than one tile both ways, and a last one that is not whole.
  Lattice lattice = simulated(1100, 330, 1);
  for (const Kernel kernel : {Kernel::boxcar, Kernel::tricube}) {
    Window window = direct_window_of(kernel, 60, lattice.shape());
    const LatticeModel model(lattice);
    const LocalFit direct = model.fit(window, 60, 2);
    window.method = WindowMethod::plane;
    EXPECT_EQ(window.rows_together(), 256);
    const LocalFit found = model.fit(window, 60, 2);
    EXPECT_EQ(found.status, direct.status);
    expect_equal(found.beta, direct.beta, 1e-9);
    expect_equal(found.variance, direct.variance, 1e-9);
    expect_equal(found.local_r2, direct.local_r2, 1e-9);
  }
}

TEST(LatticeModel, PlateausFarFromTheRestAreSolvedAboutThemselves) {
  // One corner has values a million spreads away from all others.
  Lattice lattice = simulated(40, 40, 1);
  for (std::size_t i = 0; i < lattice.cells(); ++i)
    if (i % 40 < 20) lattice.predictors[0][i] += 1e9;
  const LocalFit cells = fit_of(lattice, Kernel::bisquare, 9, 1);
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
  const LocalFit fit = fit_of(lattice, Kernel::bisquare, 9, 1);
  EXPECT_EQ(fit.status[2], Status::constant_column);
  EXPECT_EQ(fit.status[38], Status::ok);
  EXPECT_EQ(fit_of(lattice, Kernel::bisquare, 1.5, 1).status[38], Status::too_few);
  EXPECT_THROW(window_of(Kernel::boxcar, 0, lattice.shape()), InputError);
}

}  // namespace
}  // namespace terrabalance::gwr
