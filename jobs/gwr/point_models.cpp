#include "jobs/gwr/point_models.hpp"

#include <algorithm>
#include <cmath>

#include <spdlog/fmt/fmt.h>

#include "jobs/gwr/points_file.hpp"
#include "jobs/gwr/report.hpp"
#include "jobs/gwr/team.hpp"
#include "kernels/gwr/generalised/generalised_tables.hpp"
#include "kernels/gwr/multiscale/multiscale_tables.hpp"
#include "kernels/gwr/points/ranked_fit.hpp"
#include "kernels/gwr/stationarity.hpp"
#include "kernels/gwr/tables.hpp"
#include "kernels/pattern/distance_weights.hpp"
#include "kernels/pattern/global.hpp"

namespace terrabalance {
namespace {

/// Multiplications a core does in a second: 1.9e10 took 4.1 s with 1000 houses and 4 predictors.
constexpr double speed = 4e9;
/// Multiplications up to which inference runs unasked: some four minutes of a core.
constexpr double affordable = 1e12;

/// Table gwr/residuals: Moran's I; empty where it is not defined.
void add_moran(std::vector<Table>& tables, const GwrOptions& options, const gwr::Observations& data,
               const gwr::LocalFit& fit) {
  Points points;
  std::vector<double> residuals;
  for (std::size_t i = 0; i < fit.size(); ++i) {
    if (fit.status[i] != gwr::Status::ok) continue;
    points.x.push_back(data.x[i]);
    points.y.push_back(data.y[i]);
    residuals.push_back(fit.residual[i]);
  }
  if (options.moran == 0 || residuals.size() < std::max<std::size_t>(4, options.moran + 1)) return;
  const auto [low, high] = std::minmax_element(residuals.begin(), residuals.end());
  if (!(*low < *high)) return;
  const auto metric =
      options.distance == "planar" ? pattern::Metric::planar : pattern::Metric::great_circle;
  const pattern::Moran moran = pattern::moran(
      pattern::row_standardised(pattern::nearest_neighbours(points, options.moran, metric)),
      residuals, "residual");
  const pattern::Moments& m = moran.randomisation;
  tables.push_back(
      {"gwr/residuals",
       "Moran's I of the residuals",
       {{"name", "", "statistic, by randomisation",
         std::vector<std::string>{"neighbours", "moran_i", "expected", "variance", "z", "p"}},
        {"value", "1", "its value",
         std::vector<double>{static_cast<double>(options.moran), moran.i, m.expected, m.variance,
                             m.z, m.p}}}});
}

std::vector<Table> gaussian(Session& session, const GwrOptions& options, const GwrPlan& plan,
                            const gwr::Observations& data, const gwr::PointModel& model,
                            const gwr::Team& team) {
  std::vector<Table> tables;
  double bandwidth = plan.bandwidth.value_or(0);
  if (!plan.bandwidth) {
    const gwr::SearchResult found = gwr::search_places(model, plan.search, team);
    bandwidth = found.bandwidth;
    say_found(session, found);
    tables.push_back(gwr::search_table(found, plan.search.criterion));
  }
  const gwr::LocalFit fit = gwr::fit_places(model, bandwidth, true, team);
  const gwr::Diagnostics diagnostics = gwr::diagnose(fit, plan.sigma);
  warn_of_fit(session, fit, diagnostics);
  tables.push_back(gwr::summary_table(diagnostics));
  tables.push_back(gwr::local_table(data, fit, gwr::standardise(fit, diagnostics)));
  add_moran(tables, options, data, fit);
  if (options.stationarity > 0) {
    tables.push_back(gwr::stationarity_table(
        gwr::test_stationarity(data, plan.weights, fit, plan.bandwidth, plan.search,
                               options.stationarity, options.seed, team),
        data.names));
  }
  if (!options.predict.empty()) {
    const gwr::Observations places =
        session.communicator.together([&] { return read_new_places(options); });
    const gwr::Prediction prediction =
        model.predict(bandwidth, places.x, places.y, places.predictors, plan.threads);
    tables.push_back(
        gwr::prediction_table(prediction, places.x, places.y, data.names, diagnostics.sigma2));
  }
  return tables;
}

std::vector<Table> multiscale(Session& session, const GwrOptions& options, const GwrPlan& plan,
                              const gwr::Observations& data, const gwr::PointModel& model,
                              const gwr::Team& team) {
  gwr::MultiscaleFit result = gwr::fit_multiscale(model, plan.multiscale, team);
  if (!result.history.converged) {
    session.warn(fmt::format(
        "back-fitting stopped after {} iterations at a score of {:.2g}, above the tolerance of {}; "
        "give it more --iterations",
        result.history.scores.size(), result.history.scores.back(), options.tolerance));
  }
  const double cost = gwr::inference_cost(model, result.history);
  if (options.inference == "yes" || (options.inference == "auto" && cost <= affordable)) {
    gwr::infer(model, result, team);
  } else if (options.inference == "auto") {
    session.warn(fmt::format(
        "no errors, ENP and criteria: they take {:.1e} multiplications, some {:.0f} minutes of a "
        "core; ask for them with --inference yes",
        cost, cost / speed / 60));
  }
  const gwr::Diagnostics diagnostics = gwr::diagnose(result.fit, plan.sigma);
  warn_of_fit(session, result.fit, diagnostics);
  std::vector<Table> tables{
      gwr::summary_table(diagnostics), gwr::bandwidths_table(result, data.names, diagnostics),
      gwr::backfitting_table(result.history, data.names),
      gwr::local_table(data, result.fit, gwr::standardise(result.fit, diagnostics))};
  add_moran(tables, options, data, result.fit);
  return tables;
}

std::vector<Table> generalised(Session& session, const GwrOptions& options, const GwrPlan& plan,
                               const gwr::Observations& data, const std::vector<double>& offset,
                               const gwr::Team& team) {
  const gwr::GeneralisedModel model(data, offset, plan.family, plan.weights);
  std::vector<Table> tables;
  double bandwidth = plan.bandwidth.value_or(0);
  if (!plan.bandwidth) {
    const gwr::SearchResult found = model.search(plan.search, team);
    bandwidth = found.bandwidth;
    say_found(session, found);
    tables.push_back(gwr::search_table(found, plan.search.criterion));
  }
  const gwr::GeneralisedFit fit = model.fit(bandwidth, team);
  gwr::Diagnostics size;  // what the warnings look at
  size.places = fit.sums.places;
  size.enp = fit.sums.tr_s;
  warn_of_fit(session, fit.local, size);
  tables.push_back(gwr::generalised_summary(fit));
  tables.push_back(gwr::local_table(data, fit.local, gwr::standardise(fit, plan.family)));
  add_moran(tables, options, data, fit.local);
  return tables;
}

}  // namespace

std::vector<Table> regress(Session& session, const GwrOptions& options, const GwrPlan& plan,
                           const gwr::Observations& data, const std::vector<double>& offset) {
  const gwr::Team team = team_of(session.communicator, plan.threads);
  if (plan.family != gwr::Family::gaussian)
    return generalised(session, options, plan, data, offset, team);
  const gwr::PointModel model(data, plan.weights, plan.threads);
  if (options.multiscale) return multiscale(session, options, plan, data, model, team);
  return gaussian(session, options, plan, data, model, team);
}

}  // namespace terrabalance
