#include "kernels/uncertainty/distribution.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <boost/math/special_functions/gamma.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "kernels/uncertainty/column_summary.hpp"
#include "kernels/uncertainty/gamma_quantile.hpp"
#include "kernels/uncertainty/stream.hpp"
#include "tests/support/reference_table.hpp"

namespace terrabalance::uncertainty {
namespace {

using testing::HasSubstr;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<Distribution> examples() {
  return {Distribution::normal(100, 5),
          Distribution::truncated_normal(0.422, 0.08, 0.3, 0.6),
          Distribution::truncated_normal(0.005, 0.004, 0, infinity),
          Distribution::lognormal_from_limits(0.4, 1.2),
          Distribution::lognormal_from_mean(0.75, 0.4, 1.2),
          Distribution::triangular(0.422, 0.45, 0.497),
          Distribution::uniform(-0.644, -0.581)};
}

TEST(Distribution, MomentsAndPercentilesAreThoseOfTheReference) {
  SKIP_WITHOUT_REFERENCE();
  const auto table = test::read_reference("expected/uncertainty/distributions.csv");
  const auto all = examples();
  ASSERT_EQ(table.rows.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto near = [&](double found, const char* column) {
      const double expected = std::stod(table.rows[i].at(column));
      EXPECT_NEAR(found, expected, 1e-9 * std::abs(expected)) << i << column;
    };
    near(all[i].mean(), "mean");
    near(all[i].sd(), "sd");
    near(all[i].quantile(0.025), "p2.5");
    near(all[i].quantile(0.5), "p50");
    near(all[i].quantile(0.975), "p97.5");
  }
}

TEST(Distribution, DrawsHaveTheMomentsOfTheFormulas) {
  auto all = examples();
  all.push_back(Distribution::lognormal_from_mean(-0.64, -0.9, -0.4));
  all.push_back(Distribution::truncated_normal(0, 1, 4, 5));  // far in the upper tail
  all.push_back(Distribution::truncated_normal(0, 1, -5, -4));
  for (const Distribution& d : all) {
    std::vector<double> x(1 << 17);
    Stream(5, "x").uniforms(0, x);
    d.quantiles(x);
    const ColumnSummary s = summarise(x);
    const double se = s.sd / std::sqrt(static_cast<double>(x.size()));
    EXPECT_NEAR(s.mean, d.mean(), 4 * se);
    EXPECT_NEAR(s.sd, d.sd(), 0.02 * d.sd());
  }
}

TEST(Distribution, ProbabilitiesInvertQuantiles) {
  auto all = examples();
  all.push_back(Distribution::lognormal_from_limits(-0.9, -0.4));
  for (const Distribution& d : all) {
    double before = -infinity;
    for (const double u : {0.001, 0.025, 0.3, 0.5, 0.8, 0.975, 0.9999}) {
      const double x = d.quantile(u);
      EXPECT_NEAR(d.probability_below(x), u, 1e-12);
      EXPECT_GT(x, before);
      before = x;
    }
  }
}

TEST(Distribution, TheOtherSignHasItsProbability) {
  EXPECT_NEAR(Distribution::normal(1, 1).probability_of_other_sign(), 0.158655253931457, 1e-14);
  EXPECT_NEAR(Distribution::normal(-1, 1).probability_of_other_sign(), 0.158655253931457, 1e-14);
  EXPECT_DOUBLE_EQ(Distribution::uniform(-1, 3).probability_of_other_sign(), 0.25);
  EXPECT_EQ(Distribution::lognormal_from_limits(-2, -1).probability_of_other_sign(), 0);
  EXPECT_EQ(Distribution::fixed(0).probability_of_other_sign(), 0);
}

TEST(Distribution, ATruncatedNormalFarOutKeepsItsDigits) {
  const auto upper = Distribution::truncated_normal(0, 1, 4, infinity);
  const auto lower = Distribution::truncated_normal(0, 1, -infinity, -4);
  for (const double u : {0.01, 0.5, 0.99, 0.999999}) {
    EXPECT_NEAR(upper.quantile(u), -lower.quantile(1 - u), 1e-9);
    EXPECT_GE(upper.quantile(u), 4);
  }
}

TEST(Distribution, ALopsidedMeanShowsAsMisfit) {
  EXPECT_LT(misfit(Distribution::lognormal_from_limits(0.4, 1.2), 0.4, 1.2), 1e-12);
  EXPECT_GT(misfit(Distribution::lognormal_from_mean(1.1, 0.4, 1.2), 0.4, 1.2), 0.05);
}

TEST(GammaQuantile, IsThatOfBoost) {
  for (const double shape : {1.0 / 3, 0.98, 3.9, 36.0, 313.0, 5000.0}) {
    const GammaQuantile table(shape);
    for (const double u : {1e-12, 1e-6, 0.003, 0.2, 0.4999, 0.77, 0.9987, 1 - 1e-9}) {
      double x = u;
      table.quantiles({&x, 1});
      const double expected = boost::math::gamma_p_inv(shape, u);
      EXPECT_NEAR(x, expected, 2e-12 * expected) << shape << ' ' << u;
    }
  }
}

TEST(Distribution, BadParametersAreRefused) {
  const auto refused = [](const std::function<void()>& make, const std::string& message) {
    try {
      make();
      ADD_FAILURE() << "accepted: " << message;
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr(message));
    }
  };
  using D = Distribution;
  refused([] { D::normal_from_limits(1, 2, 0); }, "swap them");
  refused([] { D::normal_from_limits(3, 0, 2); }, "outside [0, 2]");
  refused([] { D::normal_from_limits(1, 1, 1); }, "fixed");
  refused([] { D::normal_from_limits(1, 0.5, 2); }, "use lognormal");
  refused([] { D::normal_from_limits(1, nan, 2); }, "not finite");
  refused([] { D::normal(1, 0); }, "> 0");
  refused([] { D::fixed(infinity); }, "not finite");
  refused([] { D::uniform(2, 1); }, "swap them");
  refused([] { D::uniform(1, 1); }, "fixed");
  refused([] { D::lognormal_from_limits(0, 1); }, "above 0 or both below");
  refused([] { D::lognormal_from_limits(-1, 1); }, "above 0 or both below");
  refused([] { D::lognormal_from_mean(2, 0.5, 1); }, "outside");
  refused([] { D::triangular(1, 5, 2); }, "the mode 5 lies outside");
  refused([] { D::truncated_normal(0, 1, 10, 11); }, "less than 1e-6");
  refused([] { D::truncated_normal(0, 1, 2, 1); }, "swap them");
  refused([] { D::truncated_normal(0, -1, 1, 2); }, "parent sd > 0");
}

}  // namespace
}  // namespace terrabalance::uncertainty
