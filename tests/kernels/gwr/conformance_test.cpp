#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/gwr/diagnostics.hpp"
#include "kernels/gwr/points/point_model.hpp"
#include "tests/kernels/gwr/reference.hpp"

namespace terrabalance::gwr {
namespace {

/// The results of mgwr 2.2.1 on real data.
class Conformance : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!reference::present()) GTEST_SKIP() << "no reference data at " << reference::folder();
  }
};

/// Largest difference relative to the larger of the value and a hundredth of the column's largest.
double difference(const std::vector<double>& ours, const std::vector<double>& theirs) {
  double scale = 0;
  for (const double value : theirs)
    scale = std::max(scale, std::abs(value));
  double worst = ours.size() == theirs.size() ? 0 : INFINITY;
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    const double d = std::abs(ours[i] - theirs[i]) / std::max(std::abs(theirs[i]), scale / 100);
    worst = std::isnan(d) ? INFINITY : std::max(worst, d);
  }
  return worst;
}

std::vector<double> coefficient(const std::vector<double>& all, std::size_t m, std::size_t k) {
  std::vector<double> column;
  for (std::size_t i = m; i < all.size(); i += k)
    column.push_back(all[i]);
  return column;
}

TEST_P(Conformance, LocalColumnsAndScalarsAreThoseOfMgwr) {
  const nlohmann::json expected = reference::read_json(GetParam() + ".json");
  reference::Columns columns =
      reference::read_csv(reference::folder() / "expected" / "gwr" / (GetParam() + ".csv"));
  const Observations data = reference::observations(expected);
  Weights weights;
  weights.kernel = *kernel_of(expected["kernel"].get<std::string>());
  weights.adaptive = !expected["fixed"].get<bool>();
  const PointModel model(data, weights);
  const LocalFit fit = model.fit(expected["bw"], 2, true);
  const Diagnostics d = diagnose(fit);
  const Standardised s = standardise(fit, d);

  const double tolerance = weights.adaptive ? 1e-6 : 1e-8;
  EXPECT_LE(difference(fit.fitted, columns["yhat"]), tolerance);
  EXPECT_LE(difference(fit.residual, columns["resid"]), tolerance);
  EXPECT_LE(difference(s.std_residual, columns["std_resid"]), tolerance);
  EXPECT_LE(difference(fit.local_r2, columns["localR2"]), tolerance);
  EXPECT_LE(difference(fit.influence, columns["influence"]), tolerance);
  EXPECT_LE(difference(s.cooks_d, columns["cooksD"]), tolerance);
  std::vector<std::string> names = data.names;
  names.insert(names.begin(), "Intercept");
  for (std::size_t m = 0; m < names.size(); ++m) {
    const std::size_t k = names.size();
    EXPECT_LE(difference(coefficient(fit.beta, m, k), columns["est_" + names[m]]), tolerance);
    EXPECT_LE(difference(coefficient(s.se, m, k), columns["se_" + names[m]]), tolerance);
    EXPECT_LE(difference(coefficient(s.t, m, k), columns["t_" + names[m]]), tolerance);
    EXPECT_LE(difference(coefficient(fit.proportion, m, k), columns["VDP_" + names[m]]), 1e-6);
    if (m == 0) continue;
    EXPECT_LE(difference(coefficient(fit.inflation, m - 1, k - 1), columns["VIF_" + names[m]]),
              tolerance);
  }
  EXPECT_LE(difference(fit.condition_number, columns["CN"]), tolerance);

  const nlohmann::json& whole = expected["fit"];
  const auto near = [&whole](double ours, const char* name) {
    const double theirs = whole[name];
    EXPECT_NEAR(ours, theirs, 1e-9 * std::abs(theirs)) << name;
  };
  near(d.rss, "RSS");
  near(d.tss, "TSS_global");
  near(d.tr_s, "tr_S");
  near(d.tr_sts, "tr_STS");
  near(d.enp, "ENP");
  near(d.sigma2, "sigma2");
  near(d.sigma2_ml, "sigma2_ml");
  near(d.df_model, "df_model");
  near(d.df_resid, "df_resid");
  near(d.log_likelihood, "llf");
  near(d.aic, "AIC");
  near(d.aicc, "AICc");
  near(d.bic, "BIC");
  near(d.cv, "CV");
  near(d.r2, "R2");
  near(d.adj_r2, "adj_R2");
  near(d.critical_t_95, "critical_t_95_adj");
  near(diagnose(fit, SigmaForm::tr_sts).sigma2, "sigma2_v1v2");
  near(diagnose(fit, SigmaForm::tr_sts).enp, "ENP_v1v2");
}

INSTANTIATE_TEST_SUITE_P(RealData, Conformance,
                         testing::Values("columbus__bisquare_adaptive", "columbus__gaussian_fixed",
                                         "georgia__bisquare_adaptive", "georgia__bisquare_fixed",
                                         "georgia__exponential_fixed", "georgia__gaussian_adaptive",
                                         "georgia__gaussian_fixed", "londonhp__bisquare_adaptive",
                                         "londonhp__bisquare_fixed"),
                         [](const auto& test) { return test.param; });

TEST_F(Conformance, InfiniteBandwidthIsTheGlobalModel) {
  const nlohmann::json expected = reference::read_json("georgia__global.json");
  const Observations data = reference::observations("georgia.csv", "X", "Y", "PctBach",
                                                    {"PctRural", "PctPov", "PctBlack"});
  for (const Kernel kernel :
       {Kernel::gaussian, Kernel::exponential, Kernel::bisquare, Kernel::tricube, Kernel::boxcar}) {
    const PointModel model(data, {kernel, Metric::planar, false});
    const LocalFit fit = model.fit(INFINITY, 1);
    const Diagnostics d = diagnose(fit);
    const Standardised s = standardise(fit, d);
    for (std::size_t m = 0; m < 4; ++m) {
      EXPECT_NEAR(fit.beta[m], expected["params"][m], 1e-9 * std::abs(fit.beta[m]));
      EXPECT_NEAR(s.se[m], expected["bse"][m], 1e-9 * s.se[m]);
    }
    EXPECT_NEAR(d.aicc, expected["fit"]["AICc"], 1e-7);
    EXPECT_NEAR(d.cv, expected["fit"]["CV"], 1e-8);
  }
}

TEST_F(Conformance, Zillow20kIsThePublishedRunOfFastGwr) {
  const PointModel model(reference::zillow("zillow_20k.csv"),
                         {Kernel::bisquare, Metric::planar, true});
  const Sums sums = total(model.evaluate(128, model.all(), 2));
  EXPECT_NEAR(value_of(Criterion::aicc, sums), 246309.68704617335, 246309.0 * 1e-9);
  EXPECT_NEAR(sums.tr_s, 1984.7000479255407, 1984.7 * 1e-9);
}

}  // namespace
}  // namespace terrabalance::gwr
