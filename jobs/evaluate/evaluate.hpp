#pragma once

#include "jobs/study/city_study.hpp"

namespace terrabalance {

/// The indicator system of a study: [evaluate] criteria, topsis, weights, by_year, draws, spread,
/// seed. See CityStep.
std::vector<Table> evaluate_step(Session& session, const CityStudy& study, const CLI::App* command);

}  // namespace terrabalance
