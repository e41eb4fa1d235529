#pragma once

#include "jobs/detect/stratify.hpp"
#include "jobs/session.hpp"

namespace terrabalance {

/// `detect --raster`: the cells of rasters as units, swept by all ranks and threads.
void detect_rasters(Session& session, const DetectOptions& options);

}  // namespace terrabalance
