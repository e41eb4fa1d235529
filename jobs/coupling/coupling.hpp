#pragma once

#include "jobs/study/city_study.hpp"

namespace terrabalance {

/// Coupling coordination of a study's cities: [coupling] source, sink (formulas over items),
/// orientation, normalize, weights. See CityStep.
std::vector<Table> coupling_step(Session& session, const CityStudy& study, const CLI::App* command);

}  // namespace terrabalance
