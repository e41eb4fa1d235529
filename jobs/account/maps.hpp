#pragma once

#include "engine/runtime/runtime.hpp"
#include "io/raster/raster_stack.hpp"
#include "jobs/account/tables.hpp"
#include "jobs/session.hpp"
#include "kernels/account/code_classes.hpp"
#include "kernels/account/weight_sums.hpp"

namespace terrabalance {

/// Writes FOLDER/net_YEAR.vrt, the net carbon of every cell (t C / yr), for all years. Collective.
/// \param weights  sums of the weight layers; empty where carbon is shared out by area
void write_maps(Session& session, const RasterStudy& study, const RasterStack& stack,
                const CodeClasses& classes, const LandUse& land_use, const AccountFrame& frame,
                const CellArea& area, const CityTables& cities, const WeightSums::Summary& weights,
                const std::string& folder);

}  // namespace terrabalance
