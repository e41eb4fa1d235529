#pragma once

#include "jobs/simulate/plan.hpp"

namespace terrabalance::simulation {

/// Writes zones.gpkg, statistics.csv, activities.csv and study.toml into options.output. Tables
/// have the columns city, year, item, value, unit, source; the source is `simulated`.
void write_study_files(const SimulateOptions& options, const Plan& plan);

}  // namespace terrabalance::simulation
