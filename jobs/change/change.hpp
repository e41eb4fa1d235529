#pragma once

#include "jobs/change/options.hpp"
#include "jobs/session.hpp"

namespace terrabalance {

/// Land-use change between years: one sweep over the land use, a second one only for maps.
/// Collective.
void change(Session& session, const ChangeOptions& options);

}  // namespace terrabalance
