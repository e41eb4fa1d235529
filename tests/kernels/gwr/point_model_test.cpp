#include "kernels/gwr/points/point_model.hpp"

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <Eigen/Dense>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "kernels/gwr/diagnostics.hpp"
#include "kernels/gwr/search.hpp"

namespace terrabalance::gwr {
namespace {

Observations simulated(std::size_t n, std::size_t predictors, unsigned seed = 3) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform(0, 100);
  Observations o;
  o.predictors.resize(predictors);
  for (std::size_t m = 0; m < predictors; ++m)
    o.names.push_back("x" + std::to_string(m));
  for (std::size_t i = 0; i < n; ++i) {
    o.x.push_back(uniform(random));
    o.y.push_back(uniform(random));
    double response = normal(random);
    for (std::size_t m = 0; m < predictors; ++m) {
      o.predictors[m].push_back(1000.0 * static_cast<double>(m) + normal(random));
      response += o.predictors[m].back() * std::sin(o.x.back() / 50 + static_cast<double>(m));
    }
    o.response.push_back(response);
  }
  return o;
}

/// The definition: whole matrices, one place at a time.
struct BruteForce {
  Eigen::MatrixXd beta, variance;
  Eigen::VectorXd influence, fitted;
  double tr_sts = 0;
};

BruteForce brute_force(const Observations& o, Kernel kernel, double bandwidth) {
  const auto n = static_cast<Eigen::Index>(o.size());
  const auto k = static_cast<Eigen::Index>(o.coefficients());
  Eigen::MatrixXd X(n, k);
  Eigen::VectorXd y(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    X(i, 0) = 1;
    for (Eigen::Index m = 1; m < k; ++m)
      X(i, m) = o.predictors[static_cast<std::size_t>(m - 1)][static_cast<std::size_t>(i)];
    y[i] = o.response[static_cast<std::size_t>(i)];
  }
  BruteForce b{Eigen::MatrixXd(n, k), Eigen::MatrixXd(n, k), Eigen::VectorXd(n),
               Eigen::VectorXd(n)};
  for (Eigen::Index i = 0; i < n; ++i) {
    Eigen::VectorXd w(n);
    for (Eigen::Index j = 0; j < n; ++j) {
      const auto a = static_cast<std::size_t>(i);
      const auto c = static_cast<std::size_t>(j);
      w[j] = weight(kernel, std::hypot(o.x[a] - o.x[c], o.y[a] - o.y[c]), bandwidth);
    }
    const Eigen::MatrixXd C =
        (X.transpose() * w.asDiagonal() * X).ldlt().solve(X.transpose() * w.asDiagonal());
    b.beta.row(i) = (C * y).transpose();
    b.variance.row(i) = (C * C.transpose()).diagonal().transpose();
    const Eigen::RowVectorXd S = X.row(i) * C;
    b.influence[i] = S[i];
    b.fitted[i] = S * y;
    b.tr_sts += S.squaredNorm();
  }
  return b;
}

TEST(PointModel, IsTheDefinitionForAnyNumberOfPredictors) {
  for (const std::size_t predictors : {0UL, 1UL, 2UL, 5UL, 6UL, 7UL, 8UL, 9UL, 11UL, 17UL}) {
    Observations o = simulated(150, predictors);
    for (auto& column : o.predictors)
      for (double& value : column)
        value = std::fmod(value, 1000);  // the twin does not centre
    const double bandwidth = 70;
    const PointModel model(o, {Kernel::bisquare, Metric::planar, false});
    const LocalFit fit = model.fit(bandwidth, 1);
    const BruteForce expected = brute_force(o, Kernel::bisquare, bandwidth);
    const std::size_t k = o.coefficients();
    for (std::size_t i = 0; i < o.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      ASSERT_EQ(fit.status[i], Status::ok);
      EXPECT_NEAR(fit.influence[i], expected.influence[row], 1e-7);
      EXPECT_NEAR(fit.fitted[i], expected.fitted[row], 1e-5);
      for (std::size_t m = 0; m < k; ++m) {
        const auto column = static_cast<Eigen::Index>(m);
        EXPECT_NEAR(fit.beta[i * k + m], expected.beta(row, column), 1e-5);
        EXPECT_NEAR(fit.variance[i * k + m], expected.variance(row, column),
                    1e-5 * expected.variance(row, column));
      }
    }
    EXPECT_NEAR(fit.sums.tr_sts, expected.tr_sts, 1e-6 * expected.tr_sts);
  }
}

TEST(PointModel, KeepsEveryBitForAnyThreadsAndCuts) {
  const Observations o = simulated(1500, 3);
  for (const Kernel kernel : {Kernel::bisquare, Kernel::gaussian}) {
    const PointModel model(o, {kernel, Metric::planar, true});
    const LocalFit one = model.fit(60, 1);
    const LocalFit two = model.fit(60, 2);
    LocalFit cut = model.empty_fit(60);
    std::vector<Sums> sums;
    for (const Chunks part : {Chunks{0, 3}, Chunks{3, 4}, Chunks{4, model.chunk_count()}}) {
      const std::vector<Sums> some = model.fit(cut, part, 2);
      sums.insert(sums.end(), some.begin(), some.end());
    }
    model.fit_local_r2(cut, model.all(), 1);
    for (const LocalFit* other : {&two, static_cast<const LocalFit*>(&cut)}) {
      EXPECT_EQ(one.beta, other->beta);
      EXPECT_EQ(one.variance, other->variance);
      EXPECT_EQ(one.influence, other->influence);
      EXPECT_EQ(one.local_r2, other->local_r2);
    }
    EXPECT_EQ(one.sums.rss, two.sums.rss);
    EXPECT_EQ(one.sums.rss, total(sums).rss);
    EXPECT_EQ(total(model.evaluate(60, model.all(), 2)).rss, one.sums.rss);
  }
}

TEST(PointModel, DoesNotDependOnUnitsAndOffsetsOfPredictors) {
  Observations o = simulated(400, 2);
  const PointModel plain(o, {Kernel::bisquare, Metric::planar, true});
  for (double& value : o.predictors[0])
    value = 1e6 * value + 1e9;
  const PointModel scaled(o, {Kernel::bisquare, Metric::planar, true});
  const LocalFit a = plain.fit(50, 1);
  const LocalFit b = scaled.fit(50, 1);
  for (std::size_t i = 0; i < o.size(); ++i) {
    EXPECT_NEAR(a.fitted[i], b.fitted[i], 1e-8 * std::abs(a.fitted[i]));
    EXPECT_NEAR(a.beta[3 * i + 1], 1e6 * b.beta[3 * i + 1], 1e-7 * std::abs(a.beta[3 * i + 1]));
  }
}

TEST(PointModel, PredictsAtItsOwnPlacesWhatItFits) {
  const Observations o = simulated(300, 2);
  const PointModel model(o, {Kernel::tricube, Metric::planar, true});
  const LocalFit fit = model.fit(60, 1);
  const Prediction same = model.predict(60, o.x, o.y, o.predictors, 2);
  for (std::size_t i = 0; i < o.size(); ++i) {
    EXPECT_NEAR(same.fitted[i], fit.fitted[i], 1e-9 * std::abs(fit.fitted[i]));
    EXPECT_NEAR(same.beta[3 * i + 1], fit.beta[3 * i + 1], 1e-9 * std::abs(fit.beta[3 * i + 1]));
  }
}

TEST(PointModel, MarksPlacesThatCannotBeFittedAndGoesOn) {
  Observations missing = simulated(200, 2);
  missing.response[7] = NAN;
  missing.predictors[1][8] = INFINITY;
  missing.x[9] = NAN;
  const PointModel model(missing, {Kernel::bisquare, Metric::planar, true});
  const LocalFit fit = model.fit(50, 1);
  for (const std::size_t i : {7UL, 8UL, 9UL})
    EXPECT_EQ(fit.status[i], Status::missing_value);
  EXPECT_EQ(fit.sums.places, 197);
  EXPECT_EQ(fit.sums.failed, 0);

  Observations collinear = simulated(200, 2);
  for (std::size_t i = 0; i < 200; ++i)
    collinear.predictors[1][i] = 3 - 2 * collinear.predictors[0][i];
  EXPECT_EQ(PointModel(collinear, {Kernel::bisquare, Metric::planar, true}).fit(50, 1).status[0],
            Status::collinear);

  Observations constant = simulated(200, 2);
  constant.predictors[1].assign(200, 0.1);
  EXPECT_EQ(constant_predictors(constant), std::vector<std::string>{"x1"});
  EXPECT_EQ(PointModel(constant, {Kernel::gaussian, Metric::planar, false}).fit(9, 1).status[0],
            Status::constant_column);

  Observations one_response = simulated(200, 2);
  one_response.response.assign(200, 3.0);
  const LocalFit flat =
      PointModel(one_response, {Kernel::bisquare, Metric::planar, true}).fit(30, 1);
  for (std::size_t i = 0; i < 200; ++i) {
    EXPECT_EQ(flat.status[i], Status::ok);
    EXPECT_NEAR(flat.fitted[i], 3, 1e-12);
    EXPECT_TRUE(std::isnan(flat.local_r2[i])) << "responses that do not differ have no R2";
  }

  Observations one_place = simulated(200, 2);
  one_place.x.assign(200, 5);
  one_place.y.assign(200, 5);
  EXPECT_EQ(PointModel(one_place, {Kernel::bisquare, Metric::planar, true}).fit(50, 1).status[0],
            Status::zero_bandwidth);
  EXPECT_EQ(PointModel(one_place, {Kernel::bisquare, Metric::planar, false}).fit(50, 1).status[0],
            Status::ok);
  EXPECT_EQ(
      PointModel(simulated(200, 5), {Kernel::bisquare, Metric::planar, true}).fit(4, 1).status[0],
      Status::too_few);
  EXPECT_EQ(
      PointModel(simulated(4, 5), {Kernel::gaussian, Metric::planar, false}).fit(50, 1).status[0],
      Status::too_few);
}

TEST(PointModel, HasNothingToSayOfNothing) {
  const Observations none = simulated(0, 2);
  const PointModel model(none, {Kernel::bisquare, Metric::planar, false});
  EXPECT_EQ(model.fit(1, 1).size(), 0U);
  EXPECT_THROW(search(model, {}, 1), InputError);
  EXPECT_THROW(model.fit(0, 1), InputError);
  EXPECT_THROW(PointModel(simulated(9, 1), {Kernel::bisquare, Metric::planar, true}).fit(10, 1),
               InputError);
}

TEST(PointModel, SearchesGoOnWherePlacesFail) {
  // A dummy that is 0 far and wide: narrow bandwidths leave places without a model.
  Observations o = simulated(300, 1);
  o.names.push_back("dummy");
  o.predictors.emplace_back(300, 0.0);
  for (std::size_t i = 0; i < 300; ++i)
    o.predictors[1][i] = o.x[i] > 80 && i % 3 == 0 ? 1 : 0;
  for (const bool adaptive : {false, true}) {
    const PointModel model(o, {Kernel::bisquare, Metric::planar, adaptive});
    for (const auto method : {SearchOptions::Method::golden, SearchOptions::Method::exact}) {
      SearchOptions options;
      options.method = method;
      const SearchResult result = search(model, options, 1);
      EXPECT_EQ(result.score.failed, 0);
      EXPECT_TRUE(std::isfinite(result.score.value));
    }
  }
  // Nowhere solvable: the search ends all the same.
  o.predictors[1].assign(300, 0.0);
  SearchOptions options;
  options.method = SearchOptions::Method::exact;
  EXPECT_EQ(
      search(PointModel(o, {Kernel::bisquare, Metric::planar, true}), options, 1).score.failed,
      300);
}

TEST(PointModel, SmallSamplesAreSearchedWithinTheirSize) {
  const PointModel model(simulated(15, 2), {Kernel::bisquare, Metric::planar, true});
  const SearchResult result = search(model, {}, 1);
  EXPECT_GE(result.bandwidth, 5);
  EXPECT_LE(result.bandwidth, 15);
}

}  // namespace
}  // namespace terrabalance::gwr
