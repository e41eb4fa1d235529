#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "jobs/session.hpp"

namespace terrabalance {

struct SimulateOptions {
  std::int64_t width = 0;  ///< cells; both 0 with a file of cities
  std::int64_t height = 0;
  std::vector<int> years{};
  int zones = 15;  ///< Voronoi cells, where no file of cities is given
  std::uint64_t seed = 1;
  std::string cities{};        ///< polygon file; the grid covers it, no land is made outside them
  std::string zone_id = "id";  ///< field of that file
  double resolution = 30;      ///< metres
  std::filesystem::path output{};
  int threads = 1;
};

/// Makes a whole study that depends on nothing but the options: land use and night light of every
/// year, elevation, zones (raster and polygons), tables of statistics and activities, and a study
/// file that runs as it is. The files hold the same bytes for any number of ranks and threads;
/// whole files are divided among the ranks. Collective. \throws InputError for options that cannot
/// be met, RunError if a file cannot be written
void simulate(Session& session, const SimulateOptions& options);

}  // namespace terrabalance
