#include "jobs/uncertainty/inputs/files.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "jobs/account/inputs.hpp"
#include "jobs/table_job.hpp"

namespace terrabalance {

void set_activities(UncertaintyInputs& inputs, const std::vector<Statistic>& activities,
                    const Coefficients& coefficients) {
  for (const Statistic& row : activities) {
    const ActivityFactor& factor = factor_of(coefficients, row);
    const auto zone = std::ranges::find(inputs.zones, row.city);
    const auto year = std::ranges::find(inputs.years, row.year);
    if (zone == inputs.zones.end() || year == inputs.years.end()) continue;
    // Fuels in 1000 base units: times kg SCE a unit that is t SCE, times t C / t SCE it is t C.
    const bool fuel = factor.coal_kg_per_unit > 0;
    if (!fuel) inputs.without_coal.insert(row.item);
    inputs.activities.push_back({static_cast<std::size_t>(zone - inputs.zones.begin()),
                                 static_cast<std::size_t>(year - inputs.years.begin()), row.item,
                                 fuel ? row.value / 1000 : row.value});
  }
}

std::map<std::string, double> coefficients_by_id(const Coefficients& coefficients) {
  std::map<std::string, double> values;
  for (const LandCoefficient& land : coefficients.land)
    values["delta." + land.land_class] = land.t_c_per_ha;
  // Construction land emits by what is done on it, as in the account.
  values.emplace("delta.construction", 0);
  for (const ActivityFactor& factor : coefficients.activities) {
    if (std::isnan(factor.t_c_per_unit)) continue;
    const double coal = factor.coal_kg_per_unit;
    if (coal > 0) values["coal_factor." + factor.item] = coal;
    values["ef." + factor.item] =
        coal > 0 ? factor.t_c_per_unit / coal * 1000 : factor.t_c_per_unit;
  }
  return values;
}

void set_gdp(UncertaintyInputs& inputs, const std::vector<Statistic>& statistics) {
  for (const Statistic& row : statistics) {
    if (row.item != "gdp") continue;
    const auto zone = std::ranges::find(inputs.zones, row.city);
    const auto year = std::ranges::find(inputs.years, row.year);
    if (zone == inputs.zones.end() || year == inputs.years.end()) continue;
    inputs.gdp[{static_cast<std::size_t>(zone - inputs.zones.begin()),
                static_cast<std::size_t>(year - inputs.years.begin())}] = row.value / 1e4;
    inputs.gdp_unit = "10^4 " + row.unit;
  }
}

void set_matrices(UncertaintyInputs& inputs, const UncertaintyOptions& options) {
  std::size_t by_year = 0;
  for (const auto& text : options.matrices) {
    const auto at = text.rfind('@');
    const bool whole = at == std::string::npos || std::filesystem::exists(text);
    const std::string where = whole ? "" : text.substr(at + 1);
    inputs.matrices.push_back({read_sample_counts(whole ? text : text.substr(0, at)), where});
    for (const auto year : inputs.years)
      by_year += where == std::to_string(year) ? 1U : 0U;
  }
  if (!options.regions.empty()) {
    const CsvTable table = CsvTable::read(options.regions);
    const auto zones = texts(table, "zone");
    const auto regions = texts(table, "region");
    for (std::size_t row = 0; row < zones.size(); ++row)
      inputs.region_of_zone[zones[row]] = regions[row];
  }
  const bool change = !inputs.change_classes.empty();
  if (inputs.matrices.empty()) {
    if (!options.classification.empty()) {
      throw InputError("--classification says how error matrices go together; give --error-matrix");
    }
    return;
  }
  if (options.area_draws == "mvn") inputs.area_draws = uncertainty::ShareDraws::mvn;
  const std::string& mode = options.classification;
  if (change != (mode == "change_classes") && (change ? !mode.empty() : mode == "change_classes")) {
    throw InputError(change ? "areas of change need --classification change_classes"
                            : "change_classes needs areas of change: year 2010>2020, class "
                              "forest>cropland");
  }
  if (change) {
    inputs.classification = ClassificationMode::change_classes;
  } else if (mode == "same_matrix") {
    inputs.classification = ClassificationMode::same_matrix;
  } else if (mode == "independent" || by_year > 1 || inputs.years.size() == 1) {
    inputs.classification = ClassificationMode::independent;
  } else {
    throw InputError(
        "one error matrix for several years: say what it means for change by --classification "
        "independent (each year errs by itself), same_matrix (all err alike: a lower bound), or "
        "give areas and matrix of change classes");
  }
}

void set_ranges(UncertaintyInputs& inputs, const UncertaintyOptions& options) {
  if (!options.range_set.empty()) inputs.set = range_set(options.range_set);
  if (!options.ranges.empty()) inputs.ranges = read_ranges(options.ranges);
  if (inputs.set.empty() && inputs.ranges.empty()) {
    throw InputError(fmt::format(
        "no ranges are given: name a file with --inputs, or a built-in set with --range-set: {}",
        fmt::join(range_set_names(), ", ")));
  }
  inputs.seed = options.seed.value_or(1);
  if (options.draws.empty() || options.draws == "auto") return;
  std::size_t draws = 0;
  const char* const end = options.draws.data() + options.draws.size();
  const auto [next, error] = std::from_chars(options.draws.data(), end, draws);
  if (error != std::errc() || next != end) {
    throw InputError(fmt::format("--draws {}: is a number, or auto", options.draws));
  }
  inputs.draws = draws;
}

std::vector<std::string> paths_of(const UncertaintyOptions& options) {
  std::vector<std::string> paths = options.study_paths;
  const auto add = [&paths](const std::string& path) {
    const bool known = std::ranges::find(paths, path) != paths.end();
    if (!path.empty() && !known) paths.push_back(path);
  };
  for (const auto* path :
       {&options.study, &options.areas, &options.ranges, &options.activities, &options.statistics,
        &options.regions, &options.chain.indicators, &options.chain.rules, &options.chain.polygons,
        &options.chain.factors_data}) {
    add(*path);
  }
  for (const auto& text : options.matrices)
    add(std::filesystem::exists(text) ? text : text.substr(0, text.rfind('@')));
  if (options.chain.criteria != "default") add(options.chain.criteria);
  return paths;
}

}  // namespace terrabalance
