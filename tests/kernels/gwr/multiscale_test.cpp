#include "kernels/gwr/multiscale/multiscale.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <random>

#include <Eigen/Dense>
#include <gtest/gtest.h>

#include "kernels/gwr/diagnostics.hpp"
#include "tests/kernels/gwr/reference.hpp"

namespace terrabalance::gwr {
namespace {

constexpr std::size_t n = 130;  // three blocks of columns, the last not full

Observations random_observations() {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> uniform;
  Observations o;
  o.predictors.resize(2);
  o.names = {"a", "b"};
  for (std::size_t i = 0; i < n; ++i) {
    o.x.push_back(uniform(random));
    o.y.push_back(uniform(random));
    for (auto& column : o.predictors)
      column.push_back(uniform(random) - 0.5);
    o.response.push_back(o.x[i] + 2 * o.predictors[0][i] - o.y[i] * o.predictors[1][i] +
                         uniform(random) / 4);
  }
  return o;
}

/// Distance of two places by the book: planar, or by the haversine formula, km.
double distance_of(const Observations& o, std::size_t a, std::size_t b, Metric metric) {
  if (metric == Metric::planar) return std::hypot(o.x[a] - o.x[b], o.y[a] - o.y[b]);
  constexpr double degree = std::numbers::pi / 180;
  const double across = std::sin((o.x[a] - o.x[b]) * degree / 2);
  const double along = std::sin((o.y[a] - o.y[b]) * degree / 2);
  const double h =
      along * along + std::cos(o.y[a] * degree) * std::cos(o.y[b] * degree) * across * across;
  return 2 * earth_radius_km * std::asin(std::sqrt(h));
}

/// A_j of a covariate by the book: row i has x_i w_ic x_c / Σ w x².
Eigen::MatrixXd smoother_matrix(const Observations& o, std::size_t j, std::size_t k,
                                Metric metric) {
  Eigen::MatrixXd a(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> distance;
    for (std::size_t c = 0; c < n; ++c)
      distance.push_back(distance_of(o, i, c, metric));
    std::vector<double> sorted = distance;
    std::sort(sorted.begin(), sorted.end());
    const double bandwidth = sorted[k - 1] * 1.0000001;
    const auto x = [&](std::size_t c) { return j == 0 ? 1.0 : o.predictors[j - 1][c]; };
    double sum = 0;
    for (std::size_t c = 0; c < n; ++c)
      sum += weight(Kernel::bisquare, distance[c], bandwidth) * x(c) * x(c);
    for (std::size_t c = 0; c < n; ++c)
      a(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(c)) =
          x(i) * weight(Kernel::bisquare, distance[c], bandwidth) * x(c) / sum;
  }
  return a;
}

MultiscaleOptions given_bandwidths() {
  MultiscaleOptions options;
  options.bandwidths = {40, 70, 120};
  options.initial = 60;
  options.tolerance = 1e-15;
  options.iterations = 2000;
  return options;
}

void expect_solution(const Observations& o, Metric metric) {
  const PointModel model(o, {.metric = metric, .adaptive = true});
  const Team team{.threads = 2};
  MultiscaleFit fit = fit_multiscale(model, given_bandwidths(), team);
  ASSERT_TRUE(fit.history.converged);
  infer(model, fit, team);

  // R_j = A_j (I - Σ_l≠j R_l), all at once (Li and Fotheringham 2020).
  const auto block = [](std::size_t j) { return static_cast<Eigen::Index>(j * n); };
  constexpr auto size = static_cast<Eigen::Index>(n);
  Eigen::MatrixXd left = Eigen::MatrixXd::Identity(3 * size, 3 * size);
  Eigen::MatrixXd right(3 * size, size);
  for (std::size_t j = 0; j < 3; ++j) {
    const Eigen::MatrixXd a =
        smoother_matrix(o, j, static_cast<std::size_t>(fit.bandwidths()[j]), metric);
    right.middleRows(block(j), size) = a;
    for (std::size_t l = 0; l < 3; ++l)
      if (l != j) left.block(block(j), block(l), size, size) = a;
  }
  const Eigen::MatrixXd hats = left.partialPivLu().solve(right);
  const Eigen::Map<const Eigen::VectorXd> y(o.response.data(), size);
  Eigen::MatrixXd whole = Eigen::MatrixXd::Zero(size, size);
  for (std::size_t j = 0; j < 3; ++j) {
    const Eigen::MatrixXd hat = hats.middleRows(block(j), size);
    whole += hat;
    EXPECT_NEAR(fit.enp[j], hat.trace(), 1e-8);
    const Eigen::VectorXd part = hat * y;
    for (std::size_t i = 0; i < n; ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      const double x = j == 0 ? 1 : o.predictors[j - 1][i];
      EXPECT_NEAR(fit.fit.beta[i * 3 + j] * x, part[row], 1e-9);
      EXPECT_NEAR(fit.fit.variance[i * 3 + j] * x * x, hat.row(row).squaredNorm(), 1e-9);
    }
  }
  EXPECT_NEAR(fit.fit.sums.tr_s, whole.trace(), 1e-8);
  EXPECT_NEAR(fit.fit.sums.tr_sts, whole.squaredNorm(), 1e-8);
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    EXPECT_NEAR(fit.fit.influence[i], whole(row, row), 1e-9);
  }
}

TEST(Multiscale, BackfittingEndsAtTheSolutionOfItsEquations) {
  expect_solution(random_observations(), Metric::planar);
}

TEST(Multiscale, DistancesMayBeGreatCircles) {
  // A quarter of the globe, far north: circles there are no circles of the plane.
  Observations o = random_observations();
  for (std::size_t i = 0; i < n; ++i) {
    o.x[i] = 90 * o.x[i];
    o.y[i] = 40 + 45 * o.y[i];
  }
  expect_solution(o, Metric::great_circle);
}

TEST(Multiscale, IsTheSameForEveryNumberOfThreads) {
  const Observations o = random_observations();
  const PointModel model(o, {.adaptive = true});
  MultiscaleFit one = fit_multiscale(model, {}, {.threads = 1});
  MultiscaleFit two = fit_multiscale(model, {}, {.threads = 2});
  infer(model, one, {.threads = 1});
  infer(model, two, {.threads = 2});
  EXPECT_EQ(one.history.bandwidths, two.history.bandwidths);
  EXPECT_EQ(one.fit.beta, two.fit.beta);
  EXPECT_EQ(one.fit.variance, two.fit.variance);
  EXPECT_EQ(one.enp, two.enp);
}

TEST(Multiscale, ACovariateThatIsZeroAroundHasNoCoefficientThere) {
  Observations o = random_observations();
  for (std::size_t i = 0; i < n; ++i)
    o.predictors[1][i] = o.x[i] > 0.6 ? 1 : 0;
  const PointModel model(o, {.adaptive = true});
  MultiscaleOptions options;
  options.bandwidths = {60, 60, 20};
  const MultiscaleFit fit = fit_multiscale(model, options, {});
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_TRUE(std::isfinite(fit.fit.fitted[i]));
    if (o.x[i] < 0.1) {
      EXPECT_TRUE(std::isnan(fit.fit.beta[i * 3 + 2]));
    }
  }
}

/// The numbers that mgwr's own tests expect of MGWR (Georgia, standardised, bandwidths from 2).
TEST(Multiscale, GivesWhatMgwrPublishes) {
  if (!reference::present()) GTEST_SKIP() << "no reference data";
  Observations o = reference::observations("georgia.csv", "X", "Y", "PctBach",
                                           {"PctFB", "PctBlack", "PctRural"});
  standardise(o);
  const PointModel model(o, {.adaptive = true});
  MultiscaleOptions options;
  options.search.minimum = 2;
  options.search.maximum = 159;
  MultiscaleFit fit = fit_multiscale(model, options, {.threads = 2});
  EXPECT_EQ(fit.bandwidths(), (std::vector<double>{92, 101, 136, 158}));
  infer(model, fit, {.threads = 2});
  const Diagnostics d = diagnose(fit.fit);
  EXPECT_NEAR(d.rss, 50.899379467870425, 1e-7);
  EXPECT_NEAR(d.aicc, 297.12013812258783, 1e-7);
  EXPECT_NEAR(d.enp, 11.36825087269831, 1e-7);
  constexpr std::array<double, 4> enp{3.844671080264143, 3.513770805151652, 2.2580525278898254,
                                      1.7517564593926895};
  constexpr std::array<double, 4> critical{2.51210749, 2.47888792, 2.31069113, 2.21000184};
  for (std::size_t j = 0; j < 4; ++j) {
    EXPECT_NEAR(fit.enp[j], enp[j], 1e-7);
    EXPECT_NEAR(adjusted_critical_t(0.05, 1, fit.enp[j], d.places), critical[j], 1e-7);
  }
}

}  // namespace
}  // namespace terrabalance::gwr
