#pragma once

#include <array>
#include <cstddef>

#include "jobs/session.hpp"
#include "kernels/gwr/diagnostics.hpp"

namespace terrabalance {

/// Warns of places without a local model, by reason, and of too few places for the parameters.
void warn_of_fit(Session& session, const gwr::LocalFit& fit, const gwr::Diagnostics& diagnostics);

/// The same of places counted by status.
using StatusCounts = std::array<std::size_t, gwr::status_count>;
void warn_of_fit(Session& session, const StatusCounts& counts, const gwr::Diagnostics& diagnostics);

}  // namespace terrabalance
