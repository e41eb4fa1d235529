#pragma once

#include "jobs/study/city_study.hpp"

namespace terrabalance {

/// The geographical detector over a study's cities: [detect] response and factors (items, or
/// formulas over them), discretize, permutations, seed; pooled: all years together instead of each
/// by itself. See CityStep.
std::vector<Table> detect_step(Session& session, const CityStudy& study, const CLI::App* command);

}  // namespace terrabalance
