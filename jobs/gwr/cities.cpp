#include "jobs/gwr/cities.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/gwr/cells.hpp"
#include "jobs/gwr/options.hpp"
#include "jobs/gwr/point_models.hpp"
#include "jobs/study/section.hpp"
#include "jobs/table_job.hpp"
#include "kernels/pattern/polygons.hpp"

namespace terrabalance {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A column of the regression: an item, or "NAME = FORMULA".
struct Term {
  std::string name;
  std::string formula;
};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

Term term_of(const std::string& text, const std::string& user) {
  const auto equals = text.find('=');
  if (equals != std::string::npos) {
    return {std::string(trimmed(text.substr(0, equals))),
            std::string(trimmed(text.substr(equals + 1)))};
  }
  if (text.find_first_of("/*+-( ") != std::string::npos) {
    throw InputError(
        fmt::format("{}: the formula '{}' needs a name: \"NAME = {}\"", user, text, text));
  }
  return {text, text};
}

void read_model(const SectionReader& section, const StudyFile& file, GwrOptions& options) {
  section.text("kernel", options.kernel);
  section.flag("adaptive", options.adaptive);
  if (file.has("gwr", "bandwidth")) {
    double bandwidth = 0;
    section.number("bandwidth", bandwidth, 0, infinity);
    if (bandwidth > 0) options.bandwidth = fmt::format("{}", bandwidth);
  }
  section.text("search", options.search);
  section.text("criterion", options.criterion);
  section.text("sigma", options.sigma);
  section.choice("distance", options.distance, {"planar", "great-circle"});
  section.flag("standardize", options.standardize);
  section.flag("multiscale", options.multiscale);
  section.integer("stationarity", options.stationarity, 0);
  section.integer("seed", options.seed, 0);
  section.integer("moran", options.moran, 0);
}

/// What the rows of a study's regression are.
enum class Places { cities, cells };

Places places_of(const CityStudy& study, const CLI::App* command) {
  std::string places = "cities";
  SectionReader(study.file, "gwr", command).choice("places", places, {"cities", "cells"});
  return places == "cells" ? Places::cells : Places::cities;
}

GwrOptions options_of(const CityStudy& study, const CLI::App* command) {
  GwrOptions options;
  options.distance = "";
  options.adaptive = true;
  options.moran = 4;
  const SectionReader section(study.file, "gwr", command);
  section.text("response", options.response);
  section.texts("predictors", options.predictors);
  read_model(section, study.file, options);
  if (options.response.empty() || options.predictors.empty()) {
    throw InputError(
        fmt::format("{}: [gwr] needs response = \"...\" and predictors = [...]: items "
                    "of the study, or \"NAME = FORMULA\" over them",
                    study.file.path()));
  }
  options.threads = study.threads;
  return options;
}

/// Columns in front: the year, and in gwr/local the city instead of the row's number.
Table labelled(Table table, std::int64_t year, const std::vector<std::string>& cities) {
  if (table.name == "gwr/local") table.columns.front() = labels("zone", "", cities);
  return with_year(std::move(table), year);
}

/// The same with grid_column and grid_row instead of the city.
Table labelled(Table table, const CellYear& cells) {
  if (table.name == "gwr/local") {
    table.columns.front() = counts("grid_column", "of the cell in the grid, from 0", cells.columns);
    table.columns.insert(table.columns.begin() + 1,
                         counts("grid_row", "of the cell in the grid, from 0", cells.rows));
  }
  return with_year(std::move(table), cells.year);
}

/// Appends the tables of a year's regression.
template <class Label>
void add_year(std::vector<Table>& tables, std::vector<Table> part, Label&& label) {
  for (Table& table : part) {
    const auto same = [&table](const Table& other) { return other.name == table.name; };
    const auto found = std::ranges::find_if(tables, same);
    Table labelled = label(std::move(table));
    if (found == tables.end())
      tables.push_back(std::move(labelled));
    else
      append(*found, labelled);
  }
}

std::vector<Table> regress_cells(Session& session, const CityStudy& study, GwrOptions options) {
  std::vector<Table> tables;
  for (CellYear& cells : grid_cells(session, study, options.response, options.predictors)) {
    if (options.distance.empty()) options.distance = "planar";
    const GwrPlan plan = plan_of(options);
    if (options.standardize) gwr::standardise(cells.data);
    add_year(tables, regress(session, options, plan, cells.data, {}),
             [&](Table table) { return labelled(std::move(table), cells); });
  }
  return tables;
}

}  // namespace

std::vector<Table> gwr_step(Session& session, const CityStudy& study, const CLI::App* command) {
  GwrOptions options = options_of(study, command);
  if (places_of(study, command) == Places::cells) {
    Session here = session;
    here.communicator = Communicator::local();
    return regress_cells(here, study, options);
  }
  const Features cities = city_polygons(study);
  const Points places = pattern::centroids(cities.polygons);
  if (options.distance.empty()) {
    options.distance = is_lon_lat(cities) ? "great-circle" : "planar";
  }
  const Term response = term_of(options.response, "[gwr] response");
  const auto y = study.items.compute(response.formula, "[gwr] response");
  std::vector<std::vector<double>> x;
  for (auto& predictor : options.predictors) {
    const Term term = term_of(predictor, "[gwr] predictors");
    x.push_back(study.items.compute(term.formula, "[gwr] predictors: " + term.name));
    predictor = term.name;
  }
  options.response = response.name;
  const GwrPlan plan = plan_of(options);

  Session alone = session;  // other ranks wait: a regression of some cities takes no time
  alone.communicator = Communicator::local();
  std::vector<Table> tables;
  for (const std::int64_t year : study.items.years()) {
    gwr::Observations data{
        places.x, places.y, study.items.in_year(y, year), {}, options.predictors};
    for (const auto& column : x)
      data.predictors.push_back(study.items.in_year(column, year));
    if (options.standardize) gwr::standardise(data);
    auto part = regress(alone, options, plan, data, {});
    tables.resize(std::max(tables.size(), part.size()));
    for (std::size_t t = 0; t < part.size(); ++t)
      append(tables[t], labelled(std::move(part[t]), year, cities.ids));
  }
  return tables;
}

}  // namespace terrabalance
