#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "io/features.hpp"
#include "jobs/account/inputs.hpp"
#include "jobs/raster_options.hpp"
#include "jobs/session.hpp"
#include "jobs/study/city_items.hpp"
#include "jobs/study/study_file.hpp"

namespace terrabalance {

/// A study as the jobs on cities see it.
struct CityStudy {
  StudyFile file;
  std::vector<Table> tables;  ///< what the jobs before have made
  CityItems items;
  AccountInputs inputs;  ///< activities, statistics and coefficients of its account
  std::optional<ZoneSource> zones;
  int threads = 1;
};

/// A job on the cities of a study: its tables, in the order of the result. On the root rank alone.
/// \param command  the job as called, whose options override the study file; null: nothing does
using CityStep = std::vector<Table> (*)(Session& session, const CityStudy& study,
                                        const CLI::App* command);

/// Whether a job's input is a study file.
bool is_study(const std::string& path);

/// One such job by itself, on the tables in the study's result file.
/// \throws InputError if that file is not there yet, or would be written over
void run_city_step(Session& session, CityStep step, const std::string& study,
                   const std::string& output, std::optional<int> threads, const CLI::App* command);

/// The polygons of the study's cities, in the order of their items. Zones without a cell are left
/// out. \throws InputError if the zones are no polygons
Features city_polygons(const CityStudy& study);

/// Whether the polygons' coordinates are longitudes and latitudes.
bool is_lon_lat(const Features& features);

}  // namespace terrabalance
