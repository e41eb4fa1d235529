#pragma once

#include <cstdint>
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
  std::string scheme_name;
  std::vector<Evaluation> scheme;  ///< empty: only factor maps
  std::vector<Factor> factors;
  std::string maps;
  std::int64_t relief_radius = 5;
  int allowed = 3;
  std::string restore = "forest";
};

/// \throws InputError naming what is missing or wrong
SuitabilitySettings settle(Session& session, const SuitabilityOptions& options,
                           const RasterStudy& study);

}  // namespace terrabalance
