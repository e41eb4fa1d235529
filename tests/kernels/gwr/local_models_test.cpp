#include "kernels/gwr/points/local_models.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <Eigen/Dense>
#include <gtest/gtest.h>

namespace terrabalance::gwr {
namespace {

/// Neighbours of a place: predictors, response and weights, at random.
struct Neighbours {
  Neighbours(std::size_t predictors, std::uint32_t seed)
      : values(4 * predictors + 10, predictors + 1), weights(values.rows()) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> share(0.1, 1);
    for (double& value : values.reshaped())
      value = 3 + normal(random);
    if (predictors > 1) values.col(1) = 1e3 * values.col(1) + values.col(0);  // units, correlated
    for (double& weight : weights)
      weight = share(random);
    origin = values.row(0);
  }

  std::size_t predictors() const { return static_cast<std::size_t>(values.cols() - 1); }
  Eigen::RowVectorXd row() const { return values.row(1); }

  std::vector<double> moments(int power) const {
    const Eigen::Index n = values.rows();
    Eigen::MatrixXd z(n, values.cols() + 1);
    z << Eigen::VectorXd::Ones(n), values.rowwise() - origin;
    const Eigen::VectorXd w = weights.array().pow(power);
    const Eigen::MatrixXd products = z.transpose() * w.asDiagonal() * z;
    std::vector<double> sums;
    for (Eigen::Index m = 0; m < products.rows(); ++m)
      for (Eigen::Index l = 0; l <= m; ++l)
        sums.push_back(products(m, l));
    return sums;
  }

  void give(LocalModels& models, std::size_t k) const {
    const std::vector<double> first = moments(1);
    const std::vector<double> second = moments(2);
    const Eigen::RowVectorXd here = row();
    models.set(k, first.data(), second.data(), origin.data());
    models.set_row(k, here.data());
  }

  Eigen::MatrixXd values;
  Eigen::VectorXd weights;
  Eigen::RowVectorXd origin;
};

void expect_near(double found, double wanted, double tolerance = 1e-9) {
  EXPECT_NEAR(found, wanted, tolerance * std::max(1.0, std::abs(wanted)));
}

/// Every figure against the textbook's formula, by matrices of all neighbours.
void expect_model(const LocalModel& model, const Neighbours& data) {
  const Eigen::Index p = data.values.cols() - 1;
  const Eigen::Index n = data.values.rows();
  Eigen::MatrixXd x(n, p + 1);
  x << Eigen::VectorXd::Ones(n), data.values.leftCols(p);
  const Eigen::MatrixXd inverse =
      (x.transpose() * data.weights.asDiagonal() * x).fullPivLu().inverse();
  const Eigen::MatrixXd hat = inverse * x.transpose() * data.weights.asDiagonal();  // C
  const Eigen::VectorXd beta = hat * data.values.col(p);
  Eigen::VectorXd here(p + 1);
  here << 1, data.row().head(p).transpose();

  ASSERT_EQ(model.status(), Status::ok);
  expect_near(model.intercept(), beta[0]);
  expect_near(model.fitted(), here.dot(beta));
  expect_near(model.leverage(), here.dot(inverse * here));
  expect_near(model.fitted_variance(), (here.transpose() * hat).squaredNorm());
  std::vector<double> shares(data.predictors() + 1);
  const Eigen::RowVectorXd second = data.values.row(2);
  model.shares(second.data(), data.weights[2], shares.data());
  for (Eigen::Index m = 0; m <= p; ++m) {
    const auto i = static_cast<std::size_t>(m);
    if (m > 0) expect_near(model.slope(i - 1), beta[m]);
    expect_near(model.variance(i), hat.row(m).squaredNorm());
    expect_near(shares[i], hat(m, 2));
  }
  const Eigen::RowVectorXd mean = data.weights.transpose() * data.values / data.weights.sum();
  const Eigen::MatrixXd centred = data.values.rowwise() - mean;
  for (Eigen::Index m = 0; m <= p; ++m) {
    const auto i = static_cast<std::size_t>(m);
    const double spread = centred.col(m).cwiseAbs2().dot(data.weights);
    expect_near(model.mean(i), mean[m]);
    expect_near(model.spread(i), spread);
    if (m < p) expect_near(model.inflation(i), inverse(m + 1, m + 1) * spread, 1e-6);
  }
}

TEST(LocalModels, AreTheTextbooksForAnyNumberOfPredictorsOnAnyProcessor) {
  for (const LaneLoops* const* loops = all_lane_loops(); *loops != nullptr; ++loops) {
    SCOPED_TRACE((*loops)->name);
    for (std::size_t predictors = 0; predictors < 24; ++predictors) {
      SCOPED_TRACE(predictors);
      LocalModels models(predictors, **loops);
      std::vector<Neighbours> places;
      for (std::size_t k = 0; k < LocalModels::most; ++k) {
        places.emplace_back(predictors, static_cast<std::uint32_t>(k + 1));
        places[k].give(models, k);
      }
      models.solve();
      models.evaluate(true);
      for (std::size_t k = 0; k < places.size(); ++k)
        expect_model(models[k], places[k]);
    }
  }
}

TEST(LocalModels, DoNotDependOnEachOther) {
  for (const LaneLoops* const* loops = all_lane_loops(); *loops != nullptr; ++loops) {
    SCOPED_TRACE((*loops)->name);
    const Neighbours place(5, 3);
    LocalModels alone(5, **loops);
    place.give(alone, 0);
    alone.solve();
    alone.evaluate(true);
    for (std::size_t k = 0; k < LocalModels::most; ++k) {
      LocalModels among(5, **loops);  // the others have no weight
      place.give(among, k);
      among.solve();
      among.evaluate(true);
      EXPECT_EQ(among[k].status(), Status::ok);
      EXPECT_EQ(among[k].fitted(), alone[0].fitted());
      EXPECT_EQ(among[k].leverage(), alone[0].leverage());
      EXPECT_EQ(among[k].fitted_variance(), alone[0].fitted_variance());
      for (std::size_t m = 0; m <= 5; ++m)
        EXPECT_EQ(among[k].variance(m), alone[0].variance(m));
      EXPECT_EQ(among[(k + 1) % LocalModels::most].status(), Status::too_few);
    }
  }
}

TEST(LocalModels, SayWhyThereIsNone) {
  for (const LaneLoops* const* loops = all_lane_loops(); *loops != nullptr; ++loops) {
    SCOPED_TRACE((*loops)->name);
    std::vector<Neighbours> places(5, Neighbours(4, 9));
    places[1].values.col(2).setConstant(7.3);
    places[2].values.col(3) = places[2].values.col(0) - 2 * places[2].values.col(2);
    places[3].weights.setZero();
    places[4].values(5, 3) = std::nan("");
    LocalModels models(4, **loops);
    for (std::size_t k = 0; k < places.size(); ++k)
      places[k].give(models, k);
    models.solve();
    EXPECT_EQ(models[0].status(), Status::ok);
    EXPECT_EQ(models[1].status(), Status::constant_column);
    EXPECT_EQ(models[2].status(), Status::collinear);
    EXPECT_EQ(models[3].status(), Status::too_few);
    EXPECT_NE(models[4].status(), Status::ok);
  }
}

TEST(LocalModels, TellAnOriginThatIsFarAway) {
  Neighbours place(3, 4);
  LocalModels models(3);
  place.give(models, 0);
  place.origin[1] += 1e6;  // a thousand standard deviations
  place.give(models, 1);
  models.solve();
  EXPECT_FALSE(models[0].far_origin());
  EXPECT_TRUE(models[1].far_origin());
  for (const std::size_t m : {0U, 1U, 2U})
    expect_near(models[1].mean(m), models[0].mean(m));
}

/// Correlations of Hilbert's matrix of four rows: the inverse has whole numbers.
TEST(LocalModels, KeepTheDigitsThatTheConditionLeaves) {
  constexpr std::size_t size = 4;
  std::vector<double> sums{1};
  for (std::size_t m = 1; m <= size + 1; ++m) {
    sums.push_back(0);  // means
    for (std::size_t l = 1; l <= m; ++l)
      sums.push_back(m > size ? 1.0 : 1.0 / static_cast<double>(m + l - 1));
  }
  const std::vector<double> origin(size + 1, 0.0);
  const double wanted[size][size] = {{16, -120, 240, -140},
                                     {-120, 1200, -2700, 1680},
                                     {240, -2700, 6480, -4200},
                                     {-140, 1680, -4200, 2800}};
  for (const LaneLoops* const* loops = all_lane_loops(); *loops != nullptr; ++loops) {
    SCOPED_TRACE((*loops)->name);
    LocalModels models(size, **loops);
    models.set(0, sums.data(), nullptr, origin.data());
    models.solve();
    ASSERT_EQ(models[0].status(), Status::ok);
    for (std::size_t m = 0; m < size; ++m) {
      std::vector<double> unit(size, 0.0);
      unit[m] = 1;
      std::vector<double> shares(size + 1);
      models[0].shares(unit.data(), 1, shares.data());
      for (std::size_t l = 0; l < size; ++l)
        EXPECT_NEAR(shares[l + 1], wanted[m][l], 1e-8);
    }
  }
}

}  // namespace
}  // namespace terrabalance::gwr
