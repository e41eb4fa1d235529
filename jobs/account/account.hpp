#pragma once

#include <memory>

#include "jobs/account/inputs.hpp"
#include "jobs/raster/step.hpp"
#include "jobs/session.hpp"

namespace terrabalance {

/// The carbon account of a region: one sweep over the land use, a second one only for maps.
/// Collective.
void account(Session& session, const AccountOptions& options);

/// The same as a step beside others. \param scene  outlives it; has the inputs' weight layers
std::unique_ptr<RasterStep> account_step(const RasterScene& scene, AccountInputs inputs);

}  // namespace terrabalance
