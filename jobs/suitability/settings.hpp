#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "jobs/raster_options.hpp"
#include "jobs/session.hpp"
#include "jobs/suitability/factors.hpp"
#include "jobs/suitability/suitability.hpp"

namespace terrabalance {

/// The options once [suitability] of the study file has filled the gaps, read and checked.
struct SuitabilitySettings {
  std::string dem;
  std::string scheme_name;         ///< for messages
  std::vector<Evaluation> scheme;  ///< empty: only factor maps
  std::vector<Factor> factors;
  std::string maps;
  std::optional<std::int64_t> relief_radius;  ///< cells; if not given, see default_radius()
  int allowed = 3;
  std::string restore = "forest";
};

/// Radius of the square of odd side in cells that is nearest to 20 ha, as China's guide to dual
/// evaluation has it: 15 x 15 cells of 30 m, 9 x 9 of 50 m; 1 at least.
/// \param cell_m  width of a cell
std::int64_t default_radius(double cell_m);

/// \throws InputError naming what is missing or wrong
SuitabilitySettings settle(Session& session, const SuitabilityOptions& options,
                           const RasterStudy& study);

/// Files of the factors that the study file's scheme takes from rasters of the user's.
std::vector<std::string> scheme_rasters(const RasterStudy& study);

}  // namespace terrabalance
