#include "jobs/uncertainty/inputs/chain_files.hpp"

#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "io/features.hpp"
#include "jobs/detect/stratify.hpp"
#include "jobs/table_job.hpp"
#include "jobs/uncertainty/inputs/chain_steps.hpp"

namespace terrabalance {
namespace {

using namespace uncertainty;

DetectorStep detector_of(Session& session, const UncertaintyInputs& inputs,
                         const ChainOptions& options) {
  const CsvTable table = CsvTable::read(options.factors_data);
  const auto zones = texts(table, "zone");
  const auto years = table.has("year") ? integers(table, "year") : std::vector<std::int64_t>{};
  DetectOptions detect;
  detect.data = options.factors_data;
  detect.factors = split_list(options.factors);
  detect.discretize = split_list(options.discretize);
  if (options.discretize.starts_with("optimal")) {
    throw InputError(
        "--discretize optimal: would look for the cut that fits each draw best; name "
        "a method and a number, as quantile:3");
  }
  if (detect.factors.empty()) throw InputError("name the detector's factors with --factors");
  const std::vector<double> unused(table.rows(), 0);
  const auto stratified = stratify(session, read_factors(table, detect), detect, unused);
  DetectorStep step;
  step.response = chain_response(options.response);
  for (const StratifiedFactor& factor : stratified) {
    DetectorFactor& of = step.factors.emplace_back();
    of.name = factor.name;
    for (const auto year : inputs.years) {
      std::vector<std::string> names;
      for (const auto& zone : inputs.zones) {
        std::size_t row = 0;
        while (row < zones.size() &&
               (zones[row] != zone || (!years.empty() && years[row] != year))) {
          ++row;
        }
        if (row == zones.size()) {
          throw InputError(fmt::format("{}: has no factors of zone {} in {}; add a row",
                                       options.factors_data, zone, year));
        }
        const auto stratum = static_cast<std::size_t>(factor.strata.of[row]);
        names.push_back(factor.strata.names[stratum]);
      }
      of.strata.push_back(detector::from_labels(names, factor.name));
    }
  }
  return step;
}

EvaluationStep evaluation_of(Session& session, UncertaintyInputs& inputs,
                             const ChainOptions& options) {
  EvaluateOptions evaluate;
  evaluate.data = options.indicators;
  evaluate.criteria = options.criteria.empty() ? built_in_criteria : options.criteria;
  return evaluation_step(session, inputs, evaluate, read_city_items(options.indicators));
}

}  // namespace

void set_chain(Session& session, UncertaintyInputs& inputs, const ChainOptions& options) {
  inputs.chain.asked = options.asked;
  inputs.chain.draws = options.draws;
  inputs.chain.indicators = options.indicators;
  if (!options.asked) return;
  ChainSettings& settings = inputs.chain.settings;
  settings.coupling.emplace();
  if (options.normalisation == "minmax") {
    settings.coupling->normalisation = coupling::Normalisation::minmax;
  }
  if (options.orientation == "source") {
    settings.coupling->orientation = coupling::Orientation::source;
  }
  if (!options.indicators.empty()) {
    settings.evaluation = evaluation_of(session, inputs, options);
    if (!options.axes.empty() || !options.rules.empty()) {
      settings.zoning = zoning_step(*settings.evaluation, split_list(options.axes), options.rules);
    }
  }
  if (!options.polygons.empty()) {
    settings.hot_spots =
        HotSpotStep{neighbours_step(inputs, read_features(options.polygons, options.id),
                                    options.polygons, options.weights),
                    pattern::Style::binary, chain_response(options.response)};
  }
  if (!options.factors_data.empty()) settings.detector = detector_of(session, inputs, options);
}

}  // namespace terrabalance
