#include "engine/value/exact_sum.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace terrabalance {
namespace {

TEST(ExactSum, DoesNotDependOnOrder) {
  std::mt19937 generator(1);
  std::vector<double> terms(10000);
  for (double& term : terms)
    term = std::lognormal_distribution<double>(0, 8)(generator);
  ExactSum forward;
  for (const double term : terms)
    forward.add(term);
  std::ranges::shuffle(terms, generator);
  ExactSum left;
  ExactSum right;
  for (std::size_t i = 0; i < terms.size(); ++i)
    (i % 3 == 0 ? left : right).add(terms[i]);
  right.add(left);
  EXPECT_EQ(forward, right);
}

TEST(ExactSum, KeepsSmallTermsBesideLargeOnes) {
  ExactSum sum;
  sum.add(1e15);
  for (int i = 0; i < 1000; ++i)
    sum.add(1e-3);
  sum.add(-1e15);
  EXPECT_NEAR(sum.value(), 1.0, 1e-9);
}

}  // namespace
}  // namespace terrabalance
