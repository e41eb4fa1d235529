#pragma once

#include "jobs/study/city_study.hpp"

namespace terrabalance {

/// Zones of a study's cities from the closeness of evaluate, and the balance of their land: [zone]
/// rules, axes, levels, thresholds, guide, pareto, limits. See CityStep.
std::vector<Table> zone_step(Session& session, const CityStudy& study, const CLI::App* command);

}  // namespace terrabalance
