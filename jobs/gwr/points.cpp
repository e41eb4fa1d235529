#include <optional>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "io/result/result_writer.hpp"
#include "jobs/gwr/options.hpp"
#include "jobs/gwr/points_file.hpp"
#include "jobs/gwr/report.hpp"
#include "jobs/gwr/team.hpp"
#include "kernels/gwr/ranked_fit.hpp"
#include "kernels/gwr/tables.hpp"

namespace terrabalance {
namespace {

void warn_of_data(Session& session, const gwr::Observations& data, const gwr::PointModel& model) {
  if (const auto constant = gwr::constant_predictors(data); !constant.empty()) {
    session.warn(
        fmt::format("predictors with one value only, which the intercept already is: {}; "
                    "leave them out, or no place can be fitted",
                    fmt::join(constant, ", ")));
  }
  if (model.size() < model.rows()) {
    session.warn(fmt::format("{} of {} rows have missing values and are left out",
                             model.rows() - model.size(), model.rows()));
  }
}

}  // namespace

void regress_points(Session& session, const GwrOptions& options) {
  const Communicator& ranks = session.communicator;
  if (options.coords.size() != 2)
    throw InputError("gwr: which columns hold the places? Name them with --coords X,Y");
  const GwrPlan plan = plan_of(options);
  gwr::Observations data = ranks.together([&] {
    return read_observations(options.data, options.coords, options.response, options.predictors);
  });
  if (options.standardize) {
    if (!options.predict.empty())
      throw InputError("gwr: --predict takes predictors as they are; leave out --standardize");
    gwr::standardise(data);
  }
  std::optional<ResultWriter> result;
  ranks.together([&] {
    if (ranks.is_root()) result.emplace(options.output);
  });

  const gwr::PointModel model(data, plan.weights);
  warn_of_data(session, data, model);
  const gwr::Team team = team_of(ranks, plan.threads);
  std::vector<Table> tables;
  double bandwidth = plan.bandwidth.value_or(0);
  if (!plan.bandwidth) {
    const gwr::SearchResult found = gwr::search_places(model, plan.search, team);
    bandwidth = found.bandwidth;
    session.say(fmt::format("gwr: bandwidth {} after {} trials", bandwidth, found.trials.size()));
    tables.push_back(gwr::search_table(found, plan.search.criterion));
  }
  const gwr::LocalFit fit = gwr::fit_places(model, bandwidth, true, team);
  const gwr::Diagnostics diagnostics = gwr::diagnose(fit, plan.sigma);
  warn_of_fit(session, fit, diagnostics);
  tables.push_back(gwr::summary_table(diagnostics));
  tables.push_back(gwr::local_table(data, fit, gwr::standardise(fit, diagnostics)));
  std::vector<std::string> inputs{options.data};
  if (!options.predict.empty()) {
    const gwr::Observations places = ranks.together(
        [&] { return read_observations(options.predict, options.coords, "", options.predictors); });
    const gwr::Prediction prediction =
        model.predict(bandwidth, places.x, places.y, places.predictors, plan.threads);
    tables.push_back(
        gwr::prediction_table(prediction, places.x, places.y, data.names, diagnostics.sigma2));
    inputs.push_back(options.predict);
  }
  ranks.together([&] {
    if (!ranks.is_root()) return;
    for (const Table& table : tables)
      result->write(table);
    result->write(session.provenance(plan.threads, inputs));
    result->commit();
    session.say(fmt::format("result: {}", options.output));
  });
}

}  // namespace terrabalance
