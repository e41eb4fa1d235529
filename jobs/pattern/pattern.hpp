#pragma once

#include "jobs/study/city_study.hpp"

namespace terrabalance {

/// Spatial pattern of a study's cities, every year by itself: [pattern] variable and with (items,
/// or formulas over them), weights, style, distance, snap, moments, scale, fdr, crimestat,
/// permutations, seed. See CityStep.
std::vector<Table> pattern_step(Session& session, const CityStudy& study, const CLI::App* command);

}  // namespace terrabalance
