#include "kernels/gwr/points/positive_inverse.hpp"

#include <random>

#include <Eigen/LU>
#include <gtest/gtest.h>

namespace terrabalance::gwr {
namespace {

/// Products of random columns: positive definite, one column of them far smaller than the others.
Eigen::MatrixXd products(Eigen::Index size) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  Eigen::MatrixXd columns(3 * size, size);
  for (double& value : columns.reshaped())
    value = normal(random);
  columns.col(0) *= 1e-3;
  return columns.transpose() * columns;
}

template <int size>
void expect_inverse() {
  using Matrix = Eigen::Matrix<double, size, size>;
  Matrix matrix = products(size);
  Matrix inverse;
  ASSERT_TRUE(invert_positive(matrix, inverse));
  const Matrix wanted = matrix.fullPivLu().inverse();
  EXPECT_LT((inverse - wanted).norm(), 1e-9 * wanted.norm()) << size;
  EXPECT_EQ(inverse, inverse.transpose()) << size;
  matrix(size - 1, size - 1) = -1;
  EXPECT_FALSE(invert_positive(matrix, inverse)) << size;
  matrix(size - 1, size - 1) = std::nan("");
  EXPECT_FALSE(invert_positive(matrix, inverse)) << size;
}

TEST(PositiveInverse, IsTheInverse) {
  expect_inverse<1>();
  expect_inverse<2>();
  expect_inverse<4>();
  expect_inverse<6>();
}

TEST(PositiveInverse, KeepsTheDigitsThatTheConditionLeaves) {
  Eigen::Matrix4d hilbert;  // its inverse has whole numbers
  for (Eigen::Index i = 0; i < 4; ++i)
    for (Eigen::Index j = 0; j < 4; ++j)
      hilbert(i, j) = 1.0 / static_cast<double>(i + j + 1);
  Eigen::Matrix4d wanted;
  wanted << 16, -120, 240, -140, -120, 1200, -2700, 1680, 240, -2700, 6480, -4200, -140, 1680,
      -4200, 2800;
  Eigen::Matrix4d inverse;
  ASSERT_TRUE(invert_positive(hilbert, inverse));
  EXPECT_LT((inverse - wanted).norm(), 1e-11 * wanted.norm());
}

}  // namespace
}  // namespace terrabalance::gwr
