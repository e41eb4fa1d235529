#include "jobs/uncertainty/inputs/chain_steps.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "jobs/zone/inputs.hpp"
#include "kernels/pattern/distance_weights.hpp"
#include "kernels/pattern/polygons.hpp"

namespace terrabalance {

using namespace uncertainty;

namespace {

/// The class of an item "area.CLASS", "CLASS_area" or "carbon.CLASS", as a study has them; areas
/// only where an error matrix makes them uncertain.
std::optional<ChainItem> chain_item(const std::string& name, const UncertaintyInputs& inputs) {
  for (const auto& land_class : inputs.classes) {
    const bool is_carbon = name == "carbon." + land_class;
    const bool is_area = name == "area." + land_class || name == land_class + "_area";
    if (is_carbon || (is_area && inputs.classification != ClassificationMode::none)) {
      return ChainItem{name, land_class, is_carbon, {}};
    }
  }
  return std::nullopt;
}

/// What follows from the balance too but is not drawn anew.
bool stays_although_carbon(const std::string& name) {
  return name.starts_with("source_") || name.starts_with("sink_") || name.starts_with("net_") ||
         name == "ecc" || name == "esc" || name == "compensation" || name == "forest_equivalent" ||
         name == "coordination";
}

/// Notes the items of a formula that draws have. \return whether it has any
bool find_items(const evaluate::Formula& formula, const EvaluateInputs& indicators,
                const std::vector<std::size_t>& rows, const UncertaintyInputs& inputs,
                std::vector<ChainItem>& items) {
  bool any = false;
  for (const auto& name : formula.names()) {
    any = any || name == "source" || name == "sink" || name == "net";
    auto item = chain_item(name, inputs);
    if (!item) continue;
    any = true;
    if (std::ranges::find(items, name, &ChainItem::name) != items.end()) continue;
    for (const std::size_t row : rows)
      item->given.push_back(indicators.items.at(name)[row]);
    items.push_back(std::move(*item));
  }
  return any;
}

/// Rows of the indicators in the order of the balance: by year, then zone.
std::vector<std::size_t> rows_of(const EvaluateInputs& indicators, const UncertaintyInputs& inputs,
                                 const std::string& path) {
  std::map<std::pair<std::int64_t, std::string>, std::size_t> row_of;
  for (std::size_t row = 0; row < indicators.city.size(); ++row)
    row_of[{indicators.year[row], indicators.city[row]}] = row;
  std::vector<std::size_t> rows;
  for (const auto year : inputs.years) {
    for (const auto& zone : inputs.zones) {
      const auto found = row_of.find({year, zone});
      if (found == row_of.end()) {
        throw InputError(
            fmt::format("{}: has no indicators of zone {} in {}; add them", path, zone, year));
      }
      rows.push_back(found->second);
    }
  }
  return rows;
}

}  // namespace

Response chain_response(const std::string& name) {
  if (name == "source") return Response::source;
  if (name == "sink") return Response::sink;
  if (name == "net") return Response::net;
  if (name == "net_per_ha") return Response::net_per_ha;
  throw InputError(
      fmt::format("response '{}' of the chain: it is source, sink, net or net_per_ha", name));
}

EvaluationStep evaluation_step(Session& session, UncertaintyInputs& inputs,
                               const EvaluateOptions& evaluate, const CityItems& items) {
  const EvaluateInputs indicators = evaluate_inputs(session, evaluate, items);
  const auto rows = rows_of(indicators, inputs, items.source);
  EvaluationStep step;
  step.indicators = indicators.indicators();
  step.scaling =
      evaluate.topsis == "vector" ? evaluate::Scaling::vector : evaluate::Scaling::minmax;
  step.subsystems = {"overall"};
  step.values = evaluate::Matrix(rows.size(), step.indicators.size());
  for (std::size_t j = 0; j < step.indicators.size(); ++j) {
    const Criterion& criterion = indicators.criteria[j];
    const auto& subsystem = criterion.indicator.subsystem;
    if (std::ranges::find(step.subsystems, subsystem) == step.subsystems.end()) {
      step.subsystems.push_back(subsystem);
    }
    for (std::size_t r = 0; r < rows.size(); ++r)
      step.values(r, j) = indicators.values(rows[r], j);
    const auto formula = criterion.formula.empty()
                             ? evaluate::Formula::item(criterion.indicator.name)
                             : evaluate::Formula(criterion.formula);
    for (const auto& name : formula.names()) {
      if (!stays_although_carbon(name)) continue;
      session.warn(
          fmt::format("{}: {} of indicator {} stays as given in all draws; make it of source, sink "
                      "and net to have its uncertainty",
                      items.source, name, criterion.indicator.name));
    }
    if (!find_items(formula, indicators, rows, inputs, inputs.chain.items)) continue;
    CarbonIndicator carbon{j, formula, {}};
    for (const std::size_t row : rows) {
      auto& values = carbon.others.emplace_back();
      for (const auto& name : formula.names())
        values.push_back(indicators.items.at(name)[row]);
    }
    step.carbon.push_back(std::move(carbon));
  }
  for (const ChainItem& item : inputs.chain.items)
    step.items.push_back(item.name);
  if (step.subsystems.size() == 2) step.subsystems.pop_back();  // the one is the whole
  if (step.carbon.empty()) {
    throw InputError(
        fmt::format("{}: no criterion takes source, sink or net: the uncertainty of the balance "
                    "changes no closeness",
                    items.source));
  }
  return step;
}

ZoningStep zoning_step(const EvaluationStep& evaluation, const std::vector<std::string>& axes,
                       const std::string& rules) {
  if (axes.size() != 3) {
    throw InputError("zones need three axes: name the subsystems on x, y, z with --axes");
  }
  ZoningStep step;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto found = std::ranges::find(evaluation.subsystems, axes[a]);
    if (found == evaluation.subsystems.end()) {
      throw InputError(fmt::format("axis '{}' is no subsystem of the criteria; they are: {}",
                                   axes[a], fmt::join(evaluation.subsystems, ", ")));
    }
    step.axes[a] = static_cast<std::size_t>(found - evaluation.subsystems.begin());
  }
  step.zones = zone::zone_table(read_rules(rules));
  return step;
}

namespace {

/// The polygons of the zones, in their order, as numbers of features.
std::vector<std::size_t> features_of(const Features& features, const UncertaintyInputs& inputs,
                                     const std::string& path) {
  std::vector<std::size_t> numbers;
  for (const auto& zone : inputs.zones) {
    const auto found = std::ranges::find(features.ids, zone);
    if (found == features.ids.end()) {
      throw InputError(fmt::format(
          "{}: has no polygon of zone {}; name the field with the ids with --id", path, zone));
    }
    numbers.push_back(static_cast<std::size_t>(found - features.ids.begin()));
  }
  return numbers;
}

}  // namespace

pattern::Weights neighbours_step(const UncertaintyInputs& inputs, const Features& features,
                                 const std::string& path, const std::string& spec) {
  const auto numbers = features_of(features, inputs, path);
  std::vector<std::int32_t> zone_of(features.size(), -1);
  for (std::size_t z = 0; z < numbers.size(); ++z)
    zone_of[numbers[z]] = static_cast<std::int32_t>(z);
  if (spec.starts_with("knn:")) {
    const Points all =
        features.points.size() > 0 ? features.points : pattern::centroids(features.polygons);
    Points points;
    for (const std::size_t f : numbers) {
      points.x.push_back(all.x[f]);
      points.y.push_back(all.y[f]);
    }
    const auto k = static_cast<std::size_t>(std::strtoul(spec.c_str() + 4, nullptr, 10));
    return pattern::nearest_neighbours(
        points, k, features.geographic ? pattern::Metric::great_circle : pattern::Metric::planar);
  }
  if (spec != "queen" && spec != "rook") {
    throw InputError(
        fmt::format("--weights {}: of the chain, they are queen, rook or knn:K", spec));
  }
  if (features.polygons.size() == 0) {
    throw InputError(fmt::format("{}: holds points; use --weights knn:K", path));
  }
  std::vector<pattern::Link> links;
  for (const auto& pair :
       pattern::contiguity(features.polygons, spec == "queen" ? pattern::Contiguity::queen
                                                              : pattern::Contiguity::rook)) {
    const auto from = zone_of[static_cast<std::size_t>(pair.from)];
    const auto to = zone_of[static_cast<std::size_t>(pair.to)];
    if (from >= 0 && to >= 0) links.push_back({from, to, 1});
  }
  return {inputs.zones.size(), std::move(links)};
}

}  // namespace terrabalance
