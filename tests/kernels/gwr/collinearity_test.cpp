#include "kernels/gwr/collinearity.hpp"

#include <array>
#include <limits>

#include <gtest/gtest.h>

namespace terrabalance::gwr {
namespace {

TEST(Collinearity, IsOneForColumnsAtRightAngles) {
  const std::array<double, 10> moments{4, 0, 4, 0, 0, 9, 1, 1, 1, 1};  // (1, z1, z2, y), rows of L
  const std::array<double, 3> origin{};
  Collinearity collinearity(2);
  collinearity.compute(moments.data(), origin.data());
  EXPECT_NEAR(collinearity.condition_number(), 1, 1e-12);
}

TEST(Collinearity, IsInfiniteWhereRoundingLeavesLessThanNothing) {
  // z1 and z2 are one column, their product is a little too large.
  const std::array<double, 10> moments{4, 0, 4, 0, 4.0000000001, 4, 1, 1, 1, 1};
  const std::array<double, 3> origin{};
  Collinearity collinearity(2);
  collinearity.compute(moments.data(), origin.data());
  EXPECT_EQ(collinearity.condition_number(), std::numeric_limits<double>::infinity());
  EXPECT_NEAR(collinearity.variance_proportion(0), 0, 1e-12);
  EXPECT_NEAR(collinearity.variance_proportion(1), 1, 1e-12);
  EXPECT_NEAR(collinearity.variance_proportion(2), 1, 1e-12);
}

}  // namespace
}  // namespace terrabalance::gwr
