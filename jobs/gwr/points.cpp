#include <cmath>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <system_error>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/result/result_writer.hpp"
#include "io/vector/table_layers.hpp"
#include "jobs/gwr/options.hpp"
#include "jobs/gwr/point_models.hpp"
#include "jobs/gwr/points_file.hpp"
#include "jobs/gwr/report.hpp"
#include "jobs/gwr/spread/spread_points.hpp"
#include "jobs/table_job.hpp"

namespace terrabalance {
namespace {

void warn_of_data(Session& session, const gwr::Observations& data,
                  const std::vector<double>& offset) {
  warn_of_constant(session, gwr::constant_predictors(data));
  std::int64_t missing = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const bool complete = data.complete(i) && (offset.empty() || offset[i] > 0);
    missing += complete ? 0 : 1;
  }
  warn_of_missing(session, missing, static_cast<std::int64_t>(data.size()));
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

/// Whether a file is long enough for so many rows that ranks do not hold all; the same on all
/// ranks.
bool may_have_many_rows(const std::string& path, const Communicator& ranks) {
  constexpr std::uintmax_t shortest_row = 6;  // "1,2,3" and its end
  std::error_code no_file;
  const std::uintmax_t bytes = std::filesystem::file_size(path, no_file);
  return ranks.max(!no_file && bytes > shortest_row * most_held_by_all ? 1 : 0) == 1;
}

/// The rows of this rank, where it is to hold only points within reach.
std::optional<CsvShare> share_to_spread(Session& session, const GwrOptions& options,
                                        const GwrPlan& plan) {
  if (options.hold == "all") return std::nullopt;
  const std::string why_not = why_all_points(options, plan);
  const bool asked = options.hold == "reach";
  if (asked && !why_not.empty()) {
    throw InputError(fmt::format(
        "gwr: every rank must hold all points for this ({}); leave out --hold reach", why_not));
  }
  if (options.coords.empty()) return std::nullopt;
  if (!asked && !may_have_many_rows(options.data, session.communicator)) return std::nullopt;
  CsvShare share = CsvShare::of(options.data, session.communicator);
  if (!asked && share.total() <= most_held_by_all) return std::nullopt;
  if (!why_not.empty()) {
    session.warn(fmt::format("every rank holds all {} points ({})", share.total(), why_not));
    return std::nullopt;
  }
  return share;
}

/// All points on every rank.
void regress_held_points(Session& session, const GwrOptions& options) {
  const Communicator& ranks = session.communicator;
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

}  // namespace

void regress_points(Session& session, const GwrOptions& options) {
  require_geometries(options);
  session.claim_folder(options.maps);
  const GwrPlan plan = plan_of(options);
  if (const auto share = share_to_spread(session, options, plan))
    regress_spread_points(session, options, plan, *share);
  else
    regress_held_points(session, options);
}

}  // namespace terrabalance
