#pragma once

#include "jobs/evaluate/inputs.hpp"
#include "jobs/study/city_study.hpp"

namespace terrabalance {

/// What [evaluate] of a study file asks for. \param command  as of a CityStep
EvaluateOptions evaluate_options(const StudyFile& file, const CLI::App* command);

/// The indicator system of a study: [evaluate] criteria, topsis, weights, by_year, draws, spread,
/// seed. See CityStep.
std::vector<Table> evaluate_step(Session& session, const CityStudy& study, const CLI::App* command);

}  // namespace terrabalance
