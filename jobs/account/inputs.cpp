#include "jobs/account/inputs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "io/table/csv.hpp"
#include "io/table/units.hpp"

namespace terrabalance {
namespace {

void override_from_study(const StudyFile& study, Coefficients& set) {
  for (const auto& land_class : study.subsections("carbon.land")) {
    const std::string section = "carbon.land." + land_class;
    const auto value = study.number(section, "t_c_per_ha");
    if (!value) {
      throw InputError(
          fmt::format("{}: 't_c_per_ha' is missing in [{}]; add it", study.path(), section));
    }
    set.set_land({land_class, *value, study.text(section, "source")});
  }
  for (const auto& item : study.subsections("carbon.factors")) {
    const std::string section = "carbon.factors." + item;
    const ActivityFactor* known = set.find_activity(item);
    ActivityFactor factor = known != nullptr ? *known : ActivityFactor{item, "", 0, 0, "", ""};
    const std::string unit = study.text(section, "unit", factor.base_unit);
    const Unit base = parse_unit(unit, fmt::format("{}: [{}]", study.path(), section));
    const auto direct = study.number(section, "t_c_per_unit");
    const auto theta = study.number(section, "t_c_per_t_sce");
    if (direct) {
      factor.t_c_per_unit = *direct / base.factor;
    } else if (theta && known != nullptr && known->coal_kg_per_unit > 0) {
      factor.t_c_per_unit = known->coal_kg_per_unit * *theta / 1000;
    } else {
      throw InputError(fmt::format("{}: [{}] gives no factor; add t_c_per_unit and unit{}",
                                   study.path(), section,
                                   known != nullptr ? ", or t_c_per_t_sce for a fuel" : ""));
    }
    factor.base_unit = base.base;
    factor.charged_to = study.text(section, "charged_to", factor.charged_to);
    factor.source = study.text(section, "source");
    if (factor.charged_to.empty()) factor.charged_to = study.text(section, "charged_to");
    set.set_activity(factor);
  }
}

std::string option_or(const std::string& option, const RasterStudy& study,
                      const std::string& section, const std::string& key) {
  if (!option.empty() || !study.file) return option;
  return study.file->resolve(study.file->text(section, key, ""));
}

}  // namespace

AccountInputs read_inputs(const AccountOptions& options, const RasterStudy& study) {
  AccountInputs inputs;
  inputs.coefficients = Coefficients::built_in();
  inputs.paths = study.input_paths();
  if (study.file) {
    override_from_study(*study.file, inputs.coefficients);
    inputs.paths.push_back(study.file->path());
  }
  const auto use = [&](const std::string& path) {
    if (!path.empty()) inputs.paths.push_back(path);
    return !path.empty();
  };
  if (const auto path = option_or(options.coefficients, study, "carbon", "coefficients");
      use(path)) {
    inputs.coefficients.override_land(path);
  }
  if (const auto path = option_or(options.activities, study, "carbon", "activities"); use(path)) {
    inputs.activities = read_statistics(path);
  }
  if (const auto path = option_or(options.statistics, study, "statistics", "table"); use(path)) {
    inputs.statistics = read_statistics(path);
  }
  inputs.maps = options.maps;
  if (inputs.maps.empty() && study.file && study.file->flag("carbon", "maps", false)) {
    inputs.maps = study.output + ".maps";
  }
  // Weights say where in a zone its carbon is emitted: only maps need them.
  const auto name = option_or(options.weights, study, "carbon", "weights");
  if (!name.empty() && !inputs.maps.empty()) {
    if (study.land_use.size() > 1 && name.find("{year}") == std::string::npos) {
      throw InputError(
          fmt::format("weights {}: names one file for {} years; put {{year}} into its name", name,
                      study.land_use.size()));
    }
    for (const auto& layer : study.land_use) {
      inputs.weights.push_back(for_year(name, layer.year));
      inputs.paths.push_back(inputs.weights.back());
    }
  }
  return inputs;
}

CityTables::CityTables(const AccountInputs& inputs, const std::vector<std::string>& zones,
                       const std::vector<std::int64_t>& years, Session& session) {
  add_activities(inputs);
  for (const auto& row : inputs.statistics) {
    if (row.item != "gdp" && row.item != "population") continue;
    const bool money = row.item == "gdp";
    if (money && row.unit != "CNY" && row.unit != "USD" && row.unit != "EUR") {
      throw InputError(fmt::format("{}: gdp is in '{}', which is no currency; correct the unit",
                                   row.place, row.unit));
    }
    if (!money && row.unit != "persons") {
      throw InputError(fmt::format("{}: population is in '{}' instead of persons; correct the unit",
                                   row.place, row.unit));
    }
    if (money) currency_ = row.unit;
    statistics_[{{row.city, row.year}, row.item}] = row.value;
  }

  const std::set<std::string> known(zones.begin(), zones.end());
  const auto check = [&](const std::vector<Statistic>& table, const char* name) {
    std::set<std::pair<std::int64_t, std::string>> needed;
    std::set<std::tuple<std::string, std::int64_t, std::string>> given;
    std::set<std::string> strangers;
    for (const auto& row : table) {
      given.insert({row.city, row.year, row.item});
      if (!known.contains(row.city)) strangers.insert(row.city);
      if (std::ranges::find(years, row.year) != years.end()) needed.insert({row.year, row.item});
    }
    for (const auto& [year, item] : needed) {
      for (const auto& zone : zones) {
        if (given.contains({zone, year, item})) continue;
        throw InputError(
            fmt::format("{}: has {} of other cities in {} but not of city {}; add a row "
                        "(0 if there is none)",
                        name, item, year, zone));
      }
    }
    if (!strangers.empty()) {
      session.warn(fmt::format("{}: cities without a zone are left out: {}", name,
                               fmt::join(strangers, ", ")));
    }
  };
  if (!inputs.activities.empty()) check(inputs.activities, "the activities table");
  if (!inputs.statistics.empty()) check(inputs.statistics, "the statistics table");
}

const ActivityFactor& factor_of(const Coefficients& coefficients, const Statistic& activity) {
  const ActivityFactor* factor = coefficients.find_activity(activity.item);
  if (factor == nullptr) {
    std::vector<std::string> names;
    for (const auto& known : coefficients.activities)
      names.push_back(known.item);
    throw InputError(fmt::format(
        "{}: no factor is known for activity '{}'{}; give it in [carbon.factors.{}] of a study "
        "file",
        activity.place, activity.item, did_you_mean(activity.item, names), activity.item));
  }
  if (activity.unit != factor->base_unit) {
    throw InputError(fmt::format("{}: {} is in a unit of {} where {} is wanted; correct the unit",
                                 activity.place, activity.item, activity.unit, factor->base_unit));
  }
  return *factor;
}

void CityTables::add_activities(const AccountInputs& inputs) {
  for (const auto& row : inputs.activities) {
    const ActivityFactor& factor = factor_of(inputs.coefficients, row);
    if (std::isnan(factor.t_c_per_unit)) {
      throw InputError(
          fmt::format("{}: {} needs its emission factor, which differs by grid and year; "
                      "give t_c_per_unit and source in [carbon.factors.{}] of the study file",
                      row.place, row.item, row.item));
    }
    charged_[{{row.city, row.year}, factor.charged_to}] += row.value * factor.t_c_per_unit;
    activity_years_[row.year] = true;
    if (std::ranges::find(charged_classes_, factor.charged_to) == charged_classes_.end()) {
      charged_classes_.push_back(factor.charged_to);
    }
  }
}

double CityTables::charged(const std::string& zone, std::int64_t year,
                           const std::string& land_class) const {
  const auto found = charged_.find({{zone, year}, land_class});
  return found == charged_.end() ? 0 : found->second;
}

double CityTables::statistic(const std::string& zone, std::int64_t year,
                             const std::string& item) const {
  const auto found = statistics_.find({{zone, year}, item});
  return found == statistics_.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
}

}  // namespace terrabalance
