#pragma once

#include "jobs/account/inputs.hpp"
#include "jobs/session.hpp"

namespace terrabalance {

/// The carbon account of a region: one sweep over the land use, a second one only for maps whose
/// carbon is shared out by weights. Collective.
void account(Session& session, const AccountOptions& options);

}  // namespace terrabalance
