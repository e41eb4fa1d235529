#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "jobs/session.hpp"
#include "kernels/gwr/diagnostics.hpp"
#include "kernels/gwr/search.hpp"

namespace terrabalance {

/// Warns of predictors that never vary, if there are any.
void warn_of_constant(Session& session, const std::vector<std::string>& names);
/// Warns of rows that are left out, if there are any.
void warn_of_missing(Session& session, std::int64_t missing, std::int64_t rows);

void say_found(const Session& session, const gwr::SearchResult& found);

/// Warns of places without a local model, by reason, and of too few places for the parameters.
void warn_of_fit(Session& session, const gwr::LocalFit& fit, const gwr::Diagnostics& diagnostics);

/// The same of places counted by status.
using StatusCounts = std::array<std::size_t, gwr::status_count>;
void warn_of_fit(Session& session, const StatusCounts& counts, const gwr::Diagnostics& diagnostics);

}  // namespace terrabalance
