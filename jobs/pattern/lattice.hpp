#pragma once

#include "jobs/pattern/inputs.hpp"
#include "jobs/session.hpp"

namespace terrabalance {

/// `pattern --raster`: Gi*, local Moran and their pseudo p of the cells of rasters, as maps, and
/// counts of hot and cold cells as a table. Ranks take rows each; every rank holds the layer.
void pattern_of_rasters(Session& session, const PatternOptions& options);

}  // namespace terrabalance
