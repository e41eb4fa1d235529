#include "kernels/uncertainty/column_summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "kernels/uncertainty/distribution.hpp"
#include "kernels/uncertainty/stream.hpp"

namespace terrabalance::uncertainty {
namespace {

std::vector<double> normals(std::size_t n) {
  std::vector<double> x(n);
  Stream(9, "x").uniforms(0, x);
  Distribution::normal(1000, 3).quantiles(x);
  return x;
}

/// Percentile of a sorted copy.
double plain_percentile(std::vector<double> x, double p) {
  std::sort(x.begin(), x.end());
  const double h = static_cast<double>(x.size() - 1) * p;
  const auto k = static_cast<std::size_t>(h);
  if (k + 1 == x.size()) return x[k];
  return x[k] + (h - std::floor(h)) * (x[k + 1] - x[k]);
}

TEST(ColumnSummary, PercentilesAreThoseOfASortedCopy) {
  auto x = normals(10007);
  auto skewed = x;
  for (double& v : skewed)
    v = std::exp(6 * (v - 1000));  // most values in the first bin
  auto ties = x;
  for (double& v : ties)
    v = std::round(v / 4);
  for (const auto& column : {x, skewed, ties}) {
    const ColumnSummary s = summarise(column);
    EXPECT_EQ(s.p2_5, plain_percentile(column, 0.025));
    EXPECT_EQ(s.p50, plain_percentile(column, 0.5));
    EXPECT_EQ(s.p97_5, plain_percentile(column, 0.975));
    EXPECT_EQ(percentile(column, 1), *std::max_element(column.begin(), column.end()));
  }
}

TEST(ColumnSummary, MomentsAreThoseOfLongDoubles) {
  const auto x = normals(100001);
  const long double mean =
      std::accumulate(x.begin(), x.end(), 0.0L) / static_cast<long double>(x.size());
  long double squares = 0;
  for (const double v : x)
    squares += (v - mean) * (v - mean);
  const ColumnSummary s = summarise(x);
  EXPECT_NEAR(s.mean, static_cast<double>(mean), 1e-12);
  EXPECT_NEAR(s.sd, static_cast<double>(std::sqrt(squares / 100000.0L)), 1e-12);
}

TEST(ColumnSummary, ANormalConvergesFromSomeSeventyThousandDraws) {
  EXPECT_FALSE(summarise(normals(1 << 15)).converged);
  EXPECT_TRUE(summarise(normals(1 << 17)).converged);
}

TEST(ColumnSummary, AConstantIsKnown) {
  const std::vector<double> x(1000, 7.5);
  const ColumnSummary s = summarise(x);
  EXPECT_EQ(s.sd, 0);
  EXPECT_EQ(s.p97_5, 7.5);
  EXPECT_TRUE(s.converged);
}

}  // namespace
}  // namespace terrabalance::uncertainty
