#pragma once

#include "engine/runtime/runtime.hpp"
#include "jobs/simulate/plan.hpp"
#include "jobs/simulate/zone_cells.hpp"

namespace terrabalance::simulation {

/// Writes landuse_YEAR.tif, nightlight_YEAR.tif, dem.tif and zones.tif into options.output: those
/// among them that are this rank's. All of a rank's files are made in one pass over the grid.
/// \param zones  see city_zones()
void write_rasters(const Runtime& runtime, const SimulateOptions& options, const Plan& plan,
                   const Zones& zones);

}  // namespace terrabalance::simulation
