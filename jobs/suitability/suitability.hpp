#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "jobs/account/inputs.hpp"
#include "jobs/session.hpp"

namespace terrabalance {

/// What `suitability` takes from the command line; [suitability] of the study file says the rest.
struct SuitabilityOptions {
  AccountOptions account;  ///< rasters, coefficients and activities
  std::string dem;
  std::string scheme;  ///< file or `default`; empty: only factor maps
  std::vector<std::string> factors;
  std::string maps;
  std::optional<std::int64_t> relief_window;  ///< cells, odd
  std::optional<std::int64_t> allowed;        ///< lowest grade that allows a use
  std::string restore;                        ///< class that overused land would give way to
};

/// Factors of suitability, their grades by a scheme, and the overload of each zone. Two sweeps over
/// the land use for distances, one for all else. Collective.
void suitability(Session& session, const SuitabilityOptions& options);

/// Its tables for a study file alone, as `run` asks for them. Collective; the tables are on the
/// root rank.
std::vector<Table> suitability_of_study(Session& session, const RasterOptions& rasters);

}  // namespace terrabalance
