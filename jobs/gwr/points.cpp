#include <cmath>
#include <optional>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "io/result/result_writer.hpp"
#include "jobs/gwr/options.hpp"
#include "jobs/gwr/point_models.hpp"
#include "jobs/gwr/points_file.hpp"

namespace terrabalance {
namespace {

void warn_of_data(Session& session, const gwr::Observations& data,
                  const std::vector<double>& offset) {
  if (const auto constant = gwr::constant_predictors(data); !constant.empty()) {
    session.warn(
        fmt::format("predictors with one value only, which the intercept already is: {}; "
                    "leave them out, or no place can be fitted",
                    fmt::join(constant, ", ")));
  }
  std::size_t missing = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    bool complete = std::isfinite(data.x[i]) && std::isfinite(data.y[i]) &&
                    std::isfinite(data.response[i]) && (offset.empty() || offset[i] > 0);
    for (const auto& column : data.predictors)
      complete = complete && std::isfinite(column[i]);
    missing += complete ? 0 : 1;
  }
  if (missing > 0) {
    session.warn(
        fmt::format("{} of {} rows have missing values and are left out", missing, data.size()));
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
  std::vector<double> offset;
  if (!options.offset.empty()) {
    offset = ranks.together([&] {
      return read_observations(options.data, options.coords, options.offset, {}).response;
    });
  }
  if (options.standardize) {
    if (plan.family != gwr::Family::gaussian)
      throw InputError("gwr: counts and classes stay as they are; leave out --standardize");
    if (!options.predict.empty())
      throw InputError("gwr: --predict takes predictors as they are; leave out --standardize");
    gwr::standardise(data);
  }
  std::optional<ResultWriter> result;
  ranks.together([&] {
    if (ranks.is_root()) result.emplace(options.output);
  });

  warn_of_data(session, data, offset);
  const std::vector<Table> tables = regress(session, options, plan, data, offset);
  std::vector<std::string> inputs{options.data};
  if (!options.predict.empty()) inputs.push_back(options.predict);
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
