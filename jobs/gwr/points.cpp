#include <cmath>
#include <filesystem>
#include <optional>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "io/result/result_writer.hpp"
#include "io/vector/table_layers.hpp"
#include "jobs/gwr/options.hpp"
#include "jobs/gwr/point_models.hpp"
#include "jobs/gwr/points_file.hpp"
#include "jobs/table_job.hpp"

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

/// The ids of features instead of the numbers of rows.
void name_places(std::vector<Table>& tables, const std::vector<std::string>& ids) {
  for (Table& table : tables) {
    if (table.name == "gwr/local")
      table.columns.front() = labels("id", "feature of the input", ids);
  }
}

void require_geometries(const GwrOptions& options) {
  if (options.maps.empty() || (!options.id.empty() && options.coords.empty())) return;
  throw InputError(
      "gwr: --maps of points takes their geometries from a vector file; give one as DATA, and its "
      "field of names with --id");
}

/// gwr/local with the geometries of the vector file that the points came from.
void write_map(const GwrOptions& options, const std::vector<Table>& tables) {
  std::filesystem::create_directories(options.maps);
  for (const Table& table : tables) {
    if (table.name != "gwr/local") continue;
    write_geopackage((std::filesystem::path(options.maps) / "gwr.gpkg").string(), {table},
                     CityShapes{options.data, options.id});
  }
}

}  // namespace

void regress_points(Session& session, const GwrOptions& options) {
  const Communicator& ranks = session.communicator;
  require_geometries(options);
  session.claim_folder(options.maps);
  PointData points = ranks.together([&] { return read_points(options); });
  GwrOptions here = options;
  if (here.distance.empty()) here.distance = points.geographic ? "great-circle" : "planar";
  const GwrPlan plan = plan_of(here);
  gwr::Observations& data = points.observations;
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

  warn_of_data(session, data, points.offset);
  std::vector<Table> tables = regress(session, here, plan, data, points.offset);
  if (!points.ids.empty()) name_places(tables, points.ids);
  std::vector<std::string> inputs{options.data};
  if (!options.predict.empty()) inputs.push_back(options.predict);
  ranks.together([&] {
    if (!ranks.is_root()) return;
    for (const Table& table : tables)
      result->write(table);
    if (!options.maps.empty()) write_map(options, tables);
    result->write(session.provenance(plan.threads, inputs));
    result->commit();
    session.say(fmt::format("result: {}", options.output));
  });
}

}  // namespace terrabalance
