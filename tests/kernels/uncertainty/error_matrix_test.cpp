#include "kernels/uncertainty/error_matrix.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "kernels/uncertainty/column_summary.hpp"
#include "kernels/uncertainty/draws.hpp"
#include "tests/support/reference_table.hpp"

namespace terrabalance::uncertainty {
namespace {

using testing::HasSubstr;

/// The example of Olofsson et al. 2014.
ErrorMatrix olofsson() {
  return {"olofsson2014",
          {"deforestation", "forest_gain", "stable_forest", "stable_nonforest"},
          {66, 0, 5, 4, 0, 55, 8, 12, 1, 0, 153, 11, 2, 1, 9, 313}};
}
const std::vector<double> mapped{200000, 150000, 3200000, 6450000};

TEST(ErrorMatrix, AreasAndAccuraciesAreThoseOfOlofsson2014) {
  SKIP_WITHOUT_REFERENCE();
  const auto table = test::read_reference("expected/uncertainty/olofsson2014_table8.csv");
  const auto areas = adjusted_areas(olofsson(), mapped);
  const auto found = accuracy(olofsson(), mapped);
  for (std::size_t j = 0; j < 4; ++j) {
    const auto& row = table.rows[j];
    const auto near = [&](double value, const char* column) {
      const double expected = std::stod(row.at(column));
      EXPECT_NEAR(value, expected, 1e-9 * expected) << column;
    };
    near(areas.area[j], "adj_area_pixels");
    near(areas.se[j], "se_pixels");
    near(1.96 * areas.se[j], "ci95_half_pixels_z1.96");
    near(areas.area[j] * 0.09, "adj_area_ha");
    near(1.96 * areas.se[j] * 0.09, "ci95_half_ha");
    near(found.users[j], "users_acc");
    near(1.96 * found.users_se[j], "users_ci");
    near(found.producers[j], "producers_acc");
    near(1.96 * found.producers_se[j], "producers_ci");
  }
  EXPECT_NEAR(found.overall, 0.946512, 5e-7);
  EXPECT_NEAR(1.96 * found.overall_se, 0.018484, 5e-7);
}

TEST(ErrorMatrix, CovariancesAreThoseOfTheReference) {
  SKIP_WITHOUT_REFERENCE();
  const auto table = test::read_reference("expected/uncertainty/olofsson2014_cov.csv");
  const auto areas = adjusted_areas(olofsson(), mapped);
  for (std::size_t j = 0; j < 4; ++j) {
    for (std::size_t k = 0; k < 4; ++k) {
      const double expected = std::stod(table.rows[j].at(olofsson().classes[k]));
      EXPECT_NEAR(areas.covariance[j * 4 + k], expected, 1e-9 * std::abs(expected));
    }
  }
}

/// Adjusted areas of draws: [class][draw].
std::vector<std::vector<double>> area_draws(std::size_t n, int threads) {
  Inputs inputs;
  inputs.matrices.push_back(olofsson());
  for (std::uint32_t i = 0; i < 4; ++i) {
    for (std::uint32_t j = 0; j < 4; ++j)
      inputs.cells.push_back({0, i, j});
  }
  const auto cells = draw_cells(inputs, 20260101, {0, n}, threads);
  std::vector<std::vector<double>> areas(4, std::vector<double>(n, 0));
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      for (std::size_t k = 0; k < n; ++k)
        areas[j][k] += mapped[i] * cells[i * 4 + j][k];
    }
  }
  return areas;
}

TEST(ErrorMatrix, DrawsAreThoseOfTheReference) {
  const auto areas = area_draws(2, 1);
  const double expected[4][2] = {{241636.356611, 227581.792799},
                                 {118839.332943, 111177.599028},
                                 {3156187.667221, 3395338.800565},
                                 {6483336.643225, 6265901.807607}};
  for (std::size_t j = 0; j < 4; ++j) {
    for (std::size_t k = 0; k < 2; ++k)
      EXPECT_NEAR(areas[j][k], expected[j][k], 1e-6);
  }
}

TEST(ErrorMatrix, DrawsHaveTheMeansAndSpreadsOfTheEstimator) {
  // Of the 131,072 draws of the reference.
  const auto areas = area_draws(131072, 2);
  const double means[] = {235155.500, 129892.544, 3175343.846, 6459608.110};
  const double sds[] = {34838.623, 21411.867, 88014.986, 92187.958};
  const auto exact = adjusted_areas(olofsson(), mapped);
  for (std::size_t j = 0; j < 4; ++j) {
    const ColumnSummary s = summarise(areas[j]);
    EXPECT_NEAR(s.mean, means[j], 1e-3);
    EXPECT_NEAR(s.sd, sds[j], 1e-3);
    EXPECT_NEAR(s.mean, exact.area[j], 4 * exact.se[j] / std::sqrt(131072.0));
    double fourth = 0;
    for (const double x : areas[j])
      fourth += std::pow((x - s.mean) / s.sd, 4) / 131072;
    EXPECT_NEAR(s.sd, exact.se[j], 4 * 0.5 * s.sd * std::sqrt((fourth - 1) / 131072));
  }
}

TEST(ErrorMatrix, DrawsKeepTheAreaAndEmptyCells) {
  const auto areas = area_draws(500, 2);
  for (std::size_t k = 0; k < 500; ++k) {
    const double total = areas[0][k] + areas[1][k] + areas[2][k] + areas[3][k];
    EXPECT_NEAR(total, 1e7, 1e-2);
    EXPECT_GE(areas[1][k], 0);
  }
  EXPECT_EQ(area_draws(3000, 1), area_draws(3000, 2));
}

TEST(ErrorMatrix, NormalDrawsHaveTheEstimatorsCovarianceAndMayBeNegative) {
  ErrorMatrix matrix = olofsson();
  matrix.draws = ShareDraws::mvn;
  constexpr std::size_t n = 1 << 16;
  for (std::size_t row = 0; row < 4; ++row) {
    std::vector<std::vector<double>> shares(4, std::vector<double>(n));
    const std::vector<std::span<double>> out(shares.begin(), shares.end());
    RowDraws(matrix, row, 7, "").draw(0, out);
    std::vector<double> sd;
    for (std::size_t j = 0; j < 4; ++j) {
      const ColumnSummary s = summarise(shares[j]);
      sd.push_back(std::sqrt(matrix.covariance(row, j, j)));
      EXPECT_NEAR(s.mean, matrix.share(row, j), 4 * sd[j] / std::sqrt(n) + 1e-15);
      EXPECT_NEAR(s.sd, sd[j], 4 * sd[j] / std::sqrt(2.0 * n) + 1e-15);
    }
    double product = 0;
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_NEAR(shares[0][i] + shares[1][i] + shares[2][i] + shares[3][i], 1, 1e-12);
      product += (shares[2][i] - matrix.share(row, 2)) * (shares[3][i] - matrix.share(row, 3)) / n;
    }
    EXPECT_NEAR(product, matrix.covariance(row, 2, 3), 6 * sd[2] * sd[3] / std::sqrt(n));
    if (row == 2) {  // one sample of 165: a normal of it goes below 0 in one draw of six
      const auto below =
          std::count_if(shares[0].begin(), shares[0].end(), [](double x) { return x < 0; });
      EXPECT_NEAR(static_cast<double>(below) / n, 0.158, 0.01);
      EXPECT_EQ(shares[1][5], 0);  // an empty cell stays empty
    }
  }
}

TEST(ErrorMatrix, BadCountsAreRefused) {
  const std::vector<bool> everywhere(4, true);
  const auto refused = [&](std::vector<double> counts, const std::string& message) {
    ErrorMatrix matrix = olofsson();
    matrix.counts = std::move(counts);
    try {
      check(matrix, everywhere);
      ADD_FAILURE() << message;
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr(message));
    }
  };
  refused({66, 0, 5, 4, 0, -1, 8, 12, 1, 0, 153, 11, 2, 1, 9, 313}, "row forest_gain, column");
  refused({66, 0, 5, 4, 0, 1.5, 8, 12, 1, 0, 153, 11, 2, 1, 9, 313}, "integers >= 0");
  refused({0, 0, 0, 0, 0, 55, 8, 12, 1, 0, 153, 11, 2, 1, 9, 313}, "deforestation: no samples");
  refused({1, 0, 1, 0, 0, 55, 8, 12, 1, 0, 153, 11, 2, 1, 9, 313}, "2 samples");
  ErrorMatrix unsampled = olofsson();
  std::fill_n(unsampled.counts.begin(), 4, 0);
  EXPECT_NO_THROW(check(unsampled, {false, true, true, true}));
}

TEST(ErrorMatrix, AClassThatNoSampleFoundHasNoProducersAccuracy) {
  const ErrorMatrix matrix{"m", {"a", "b"}, {10, 0, 20, 0}};
  const std::vector<double> areas{5, 5};
  const auto found = accuracy(matrix, areas);
  EXPECT_TRUE(std::isnan(found.producers[1]));
  EXPECT_DOUBLE_EQ(found.users[0], 1);
  EXPECT_DOUBLE_EQ(adjusted_areas(matrix, areas).area[1], 0);
}

}  // namespace
}  // namespace terrabalance::uncertainty
