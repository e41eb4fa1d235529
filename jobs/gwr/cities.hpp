#pragma once

#include <vector>

#include <CLI/CLI.hpp>

#include "jobs/study/city_study.hpp"

namespace terrabalance {

/// Regression of the cities of a study, every year by itself: the tables of `gwr` with a column
/// `year`, `gwr/local` also with the zone. Places are the centroids of the polygons. \ref CityStep
std::vector<Table> gwr_step(Session& session, const CityStudy& study, const CLI::App* command);

}  // namespace terrabalance
