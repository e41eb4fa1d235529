#include "kernels/gwr/search.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/kernels/gwr/reference.hpp"

namespace terrabalance::gwr {
namespace {

class Search : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!reference::present()) GTEST_SKIP() << "no reference data at " << reference::folder();
  }
};

/// mgwr repeats every step with the bandwidth rounded for display; those rows are no steps.
std::vector<Trial> steps_of(const nlohmann::json& history) {
  std::vector<Trial> steps;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const double bandwidth = history[i][0];
    const bool rounded = i > 0 && bandwidth != history[i - 1][0].get<double>() &&
                         bandwidth == std::nearbyint(history[i - 1][0].get<double>() * 100) / 100;
    if (!rounded) steps.push_back({bandwidth, {0, history[i][1]}, ""});
  }
  return steps;
}

TEST_P(Search, GoldenSectionGoesTheStepsOfMgwr) {
  const nlohmann::json expected = reference::read_json(GetParam() + ".json");
  Weights weights;
  weights.kernel = *kernel_of(expected["kernel"].get<std::string>());
  weights.adaptive = !expected["fixed"].get<bool>();
  const PointModel model(reference::observations(expected), weights);
  for (const auto& [name, criterion] :
       {std::pair{"AICc", Criterion::aicc}, std::pair{"CV", Criterion::cv}}) {
    SearchOptions options;
    options.criterion = criterion;
    const SearchResult golden = search(model, options, 2);
    const nlohmann::json& theirs = expected["search"][name];
    if (!theirs.contains("opt_bw")) continue;  // mgwr stopped: singular
    EXPECT_EQ(golden.bandwidth, theirs["opt_bw"].get<double>()) << name;
    const std::vector<Trial> steps = steps_of(theirs["history"]);
    ASSERT_EQ(golden.path.size(), steps.size()) << name;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      EXPECT_NEAR(golden.path[i].bandwidth, steps[i].bandwidth, 1e-9 * steps[i].bandwidth);
      EXPECT_NEAR(golden.path[i].score.value, steps[i].score.value, 1e-9 * steps[i].score.value);
    }
    options.method = SearchOptions::Method::exact;
    EXPECT_LE(search(model, options, 2).score, golden.score);
  }
}

INSTANTIATE_TEST_SUITE_P(RealData, Search,
                         testing::Values("columbus__bisquare_adaptive", "columbus__gaussian_fixed",
                                         "georgia__bisquare_adaptive", "georgia__bisquare_fixed",
                                         "georgia__exponential_fixed", "georgia__gaussian_adaptive",
                                         "georgia__gaussian_fixed", "londonhp__bisquare_adaptive",
                                         "londonhp__bisquare_fixed"),
                         [](const auto& test) { return test.param; });

TEST_F(Search, IntervalSearchesFindTheMinimaOfMgwr) {
  const nlohmann::json all = reference::read_json("georgia_interval_search.json");
  const Observations data = reference::observations("georgia.csv", "X", "Y", "PctBach",
                                                    {"PctRural", "PctPov", "PctBlack"});
  for (const auto& [name, expected] : all.items()) {
    Weights weights;
    weights.kernel =
        name.find("gaussian") != std::string::npos ? Kernel::gaussian : Kernel::bisquare;
    weights.adaptive = name.find("adaptive") != std::string::npos;
    SearchOptions options;
    options.method = SearchOptions::Method::interval;
    options.criterion = name.ends_with("AICc")  ? Criterion::aicc
                        : name.ends_with("AIC") ? Criterion::aic
                        : name.ends_with("BIC") ? Criterion::bic
                                                : Criterion::cv;
    options.minimum = expected["bw_min"].get<double>();
    options.maximum = expected["bw_max"].get<double>();
    options.interval = expected["interval"].get<double>();
    const SearchResult found = search(PointModel(data, weights), options, 2);
    EXPECT_EQ(found.bandwidth, expected["opt"].get<double>()) << name;
    ASSERT_EQ(found.trials.size(), expected["history"].size()) << name;
    for (const auto& step : expected["history"]) {
      const double score = step[1];
      bool tried = false;
      for (const Trial& trial : found.trials) {
        if (trial.bandwidth != step[0].get<double>()) continue;
        tried = true;
        EXPECT_NEAR(trial.score.value, score, 1e-9 * std::abs(score)) << name;
      }
      EXPECT_TRUE(tried) << name;
    }
  }
}

TEST_F(Search, ExactFindsWhatGoldenSectionMisses) {
  const Observations data = reference::observations("georgia.csv", "X", "Y", "PctBach",
                                                    {"PctRural", "PctPov", "PctBlack"});
  const PointModel model(data, {Kernel::gaussian, Metric::planar, true});
  SearchOptions options;
  EXPECT_EQ(search(model, options, 1).bandwidth, 50);
  options.method = SearchOptions::Method::exact;
  EXPECT_EQ(search(model, options, 1).bandwidth, 49);
}

TEST_F(Search, Zillow20kEndsAtThePublishedBandwidth) {
  const PointModel model(reference::zillow("zillow_20k.csv"),
                         {Kernel::bisquare, Metric::planar, true});
  EXPECT_EQ(search(model, {}, 2).bandwidth, 128);
}

}  // namespace
}  // namespace terrabalance::gwr
