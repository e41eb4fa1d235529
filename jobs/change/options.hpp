#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "jobs/account/inputs.hpp"
#include "jobs/raster_options.hpp"

namespace terrabalance {

/// What `change` takes from the command line; [change] of the study file says the rest.
struct ChangeOptions {
  AccountOptions account;                ///< rasters, coefficients and activities
  std::string map;                       ///< folder for maps of change; empty: none
  std::string align;                     ///< "nearest", or empty: other grids are refused
  std::optional<std::size_t> strongest;  ///< transitions listed a zone and pair of years
};

}  // namespace terrabalance
