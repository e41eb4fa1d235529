#pragma once

#include "jobs/account/inputs.hpp"
#include "jobs/account/tables.hpp"
#include "jobs/session.hpp"
#include "kernels/change/transitions.hpp"

namespace terrabalance {

/// Carbon per hectare of every zone, year and class: its coefficient, and the activities charged to
/// it spread over its area, as the account has them. Warns of activities without a cell.
CarbonIntensity carbon_intensity(Session& session, const LandUse& land_use,
                                 const AccountFrame& frame, const CellArea& area,
                                 const CityTables& cities);

}  // namespace terrabalance
