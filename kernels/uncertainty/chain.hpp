#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/coupling/coupling.hpp"
#include "kernels/detector/strata.hpp"
#include "kernels/evaluate/formula.hpp"
#include "kernels/evaluate/matrix.hpp"
#include "kernels/evaluate/topsis.hpp"
#include "kernels/pattern/local.hpp"
#include "kernels/zone/levels.hpp"

/// \file
/// What follows from a balance, draw by draw: coupling, evaluation, zones, hot spots, detector. The
/// kernels of those jobs do the work; here a draw's sources and sinks are put through them.
namespace terrabalance::uncertainty {

/// Which figure of the balance is looked at.
enum class Response { source, sink, net, net_per_ha };

struct CouplingStep {
  coupling::Normalisation normalisation = coupling::Normalisation::max;
  coupling::Orientation orientation = coupling::Orientation::inverse;
  std::vector<double> weights;  ///< empty: equal
};

/// An indicator that depends on what draws have: source, sink, net and the items of the step. The
/// rest of its names stay as they are.
struct CarbonIndicator {
  std::size_t column;
  evaluate::Formula formula;
  std::vector<std::vector<double>> others;  ///< [row]: values of the formula's names, in order
};

/// Entropy weights and TOPSIS over all rows, as job `evaluate` does by default.
struct EvaluationStep {
  std::vector<evaluate::Indicator> indicators;
  evaluate::Matrix values;  ///< rows x indicators; rows by year, then zone
  std::vector<CarbonIndicator> carbon;
  std::vector<std::string> items;  ///< that draws have besides source, sink and net
  evaluate::Scaling scaling = evaluate::Scaling::minmax;
  std::vector<std::string> subsystems;  ///< "overall" first
};

/// Axes x, y, z as numbers of EvaluationStep::subsystems.
struct ZoningStep {
  std::array<std::size_t, 3> axes{};
  zone::Cut cut = zone::Cut::natural;
  std::array<std::string, 27> zones;
};

/// Gi* by year, |z| >= 1.96.
struct HotSpotStep {
  pattern::Weights binary;
  pattern::Style style = pattern::Style::binary;
  Response response = Response::net;
};

struct DetectorFactor {
  std::string name;
  std::vector<detector::Strata> strata;  ///< [year], one unit a zone
};
struct DetectorStep {
  std::vector<DetectorFactor> factors;
  Response response = Response::net;
};

struct ChainSettings {
  std::optional<CouplingStep> coupling;
  std::optional<EvaluationStep> evaluation;
  std::optional<ZoningStep> zoning;  ///< needs the evaluation
  std::optional<HotSpotStep> hot_spots;
  std::optional<DetectorStep> detector;
};

/// Zones and years of a balance; row = year * zones + zone.
struct ChainFrame {
  std::size_t zones = 0;
  std::size_t years = 0;
  std::vector<double> area_ha;  ///< [row]
};

/// One figure that every draw gives.
struct ChainColumn {
  enum class Kind {
    sign,  ///< 1 source, -1 sink
    coupling,
    coordination,
    closeness,
    rank,
    unit,  ///< 1 .. 27
    zone,  ///< number in zone_names()
    spot,  ///< 1 hot, -1 cold, 0 neither
    q
  };
  Kind kind;
  std::size_t row;   ///< of the frame; the year for q
  std::string name;  ///< subsystem or factor
};

std::vector<ChainColumn> chain_columns(const ChainSettings& settings, const ChainFrame& frame);

/// Zones of the rules, each once.
std::vector<std::string> zone_names(const ZoningStep& zoning);

/// What a draw says.
struct ChainDraw {
  std::span<const double> source;  ///< [row]
  std::span<const double> sink;
  std::span<const double> items;  ///< [item of the evaluation][row]
};

/// One draw through the chain. \param out one value a column; NaN where the draw does not allow the
/// figure (a negative sink has no coupling, a constant no q)
void run_chain(const ChainSettings& settings, const ChainFrame& frame, const ChainDraw& drawn,
               std::span<double> out);

}  // namespace terrabalance::uncertainty
