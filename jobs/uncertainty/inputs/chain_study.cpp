#include "jobs/uncertainty/inputs/chain_study.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/detect/detect.hpp"
#include "jobs/evaluate/evaluate.hpp"
#include "jobs/study/section.hpp"
#include "jobs/study/tables.hpp"
#include "jobs/uncertainty/inputs/chain_steps.hpp"

namespace terrabalance {
namespace {

using namespace uncertainty;

/// Draws that went another way than the job would say something else than the job's figures.
[[noreturn]] void refuse(const CityStudy& study, const std::string& key, const std::string& why) {
  throw InputError(
      fmt::format("{}: {}, which the chain of draws does not follow: {}; leave it out, "
                  "or 'chain' in [uncertainty]",
                  study.file.path(), key, why));
}

CouplingStep coupling_of(const CityStudy& study, const CouplingStep& asked) {
  CouplingStep step = asked;
  const SectionReader section(study.file, "coupling");
  std::string normalize = step.normalisation == coupling::Normalisation::max ? "max" : "minmax";
  std::string orientation =
      step.orientation == coupling::Orientation::inverse ? "inverse" : "source";
  section.text("normalize", normalize);
  section.text("orientation", orientation);
  step.normalisation =
      normalize == "minmax" ? coupling::Normalisation::minmax : coupling::Normalisation::max;
  step.orientation =
      orientation == "source" ? coupling::Orientation::source : coupling::Orientation::inverse;
  if (study.file.has("coupling", "weights")) section.numbers("weights", step.weights, 2);
  return step;
}

EvaluationStep evaluation_of(Session& session, UncertaintyInputs& inputs, const CityStudy& study) {
  const EvaluateOptions options = evaluate_options(study.file, nullptr);
  if (options.weights != "entropy") {
    refuse(study, "weights in [evaluate]", "it weighs by entropy");
  }
  if (options.by_year) refuse(study, "by_year in [evaluate]", "it takes all years together");
  inputs.chain.indicators = study.items.source;
  return evaluation_step(session, inputs, options, study.items);
}

/// On the axes that the job put the subsystems on.
ZoningStep zoning_of(const EvaluationStep& evaluation, const Table& thresholds,
                     const CityStudy& study) {
  if (study.file.has("zone", "thresholds")) {
    refuse(study, "thresholds in [zone]", "it cuts the axes anew in every draw");
  }
  std::string rules;
  std::string levels = "natural";
  const SectionReader section(study.file, "zone");
  section.path("rules", rules);
  section.text("levels", levels);
  ZoningStep step = zoning_step(evaluation, values<std::string>(thresholds, "subsystem"), rules);
  step.cut = levels == "quantile" ? zone::Cut::quantile
             : levels == "equal"  ? zone::Cut::equal
                                  : zone::Cut::natural;
  return step;
}

std::optional<HotSpotStep> hot_spots_of(Session& session, const UncertaintyInputs& inputs,
                                        const ChainOptions& options, const CityStudy& study) {
  const std::string weights = study.file.text("pattern", "weights", options.weights);
  if (weights != "queen" && weights != "rook" && !weights.starts_with("knn:")) {
    session.warn(fmt::format(
        "hot spots are not drawn: of weights, the chain knows queen, rook and knn:K, not {}",
        weights));
    return std::nullopt;
  }
  return HotSpotStep{neighbours_step(inputs, city_polygons(study), study.zones->path, weights),
                     pattern::Style::binary, chain_response(options.response)};
}

/// q does not depend on the unit of the response.
std::optional<Response> response_of(const std::string& name) {
  if (name == "source") return Response::source;
  if (name == "sink") return Response::sink;
  if (name == "net") return Response::net;
  if (name == "net_per_ha" || name == "net_per_km2") return Response::net_per_ha;
  return std::nullopt;
}

bool cuts_by_fit(const DetectOptions& options) {
  return options.discretize.empty() ||
         std::ranges::any_of(options.discretize, [](const std::string& method) {
           return method.find("optimal") != std::string::npos;
         });
}

std::optional<DetectorStep> detector_of(Session& session, const UncertaintyInputs& inputs,
                                        const CityStudy& study) {
  const StudyDetection detection = study_detection(study, nullptr);
  const auto response = response_of(detection.options.response);
  if (!response || detection.pooled || cuts_by_fit(detection.options)) {
    session.warn(
        "the detector's q is not drawn: the chain takes source, sink or net as response, every "
        "year by itself, and factors cut by a method and a number, as quantile:3");
    return std::nullopt;
  }
  DetectorStep step;
  step.response = *response;
  for (const std::int64_t year : inputs.years) {
    const auto factors = factors_in_year(detection, study.items, year);
    const std::vector<double> unused(inputs.zones.size(), 0);
    const auto strata = stratify(session, factors, detection.options, unused);
    step.factors.resize(strata.size());
    for (std::size_t f = 0; f < strata.size(); ++f) {
      step.factors[f].name = strata[f].name;
      step.factors[f].strata.push_back(strata[f].strata);
    }
  }
  return step;
}

}  // namespace

void add_chain_of_study(Session& session, UncertaintyInputs& inputs, const ChainOptions& options,
                        const CityStudy& study) {
  if (!options.asked) return;
  if (inputs.zones != study.items.cities() || inputs.years != study.items.years()) {
    refuse(study, "areas in [uncertainty]", "they are of other zones or years than the account");
  }
  ChainSettings& settings = inputs.chain.settings;
  settings.coupling = coupling_of(study, *settings.coupling);
  if (!settings.evaluation && study.file.has("evaluate")) {
    settings.evaluation = evaluation_of(session, inputs, study);
  }
  const Table* thresholds = find_table(study.tables, "zone/thresholds");
  if (settings.evaluation && !settings.zoning && thresholds != nullptr) {
    settings.zoning = zoning_of(*settings.evaluation, *thresholds, study);
  }
  if (!settings.hot_spots && study.file.has("pattern")) {
    settings.hot_spots = hot_spots_of(session, inputs, options, study);
  }
  if (!settings.detector && study.file.has("detect")) {
    settings.detector = detector_of(session, inputs, study);
  }
}

}  // namespace terrabalance
