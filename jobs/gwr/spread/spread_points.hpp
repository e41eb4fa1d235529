#pragma once

#include <string>

#include "io/table/csv_share.hpp"
#include "jobs/gwr/options.hpp"
#include "jobs/session.hpp"

namespace terrabalance {

/// Rows above which ranks hold the points within reach only, unless told otherwise.
inline constexpr std::int64_t most_held_by_all = 10'000'000;

/// Why a regression needs all points on every rank; empty if it does not.
std::string why_all_points(const GwrOptions& options, const GwrPlan& plan);

/// Regression of points of a CSV, of which every rank reads some rows and holds the points of its
/// own blocks and those within their reach. Collective.
void regress_spread_points(Session& session, const GwrOptions& options, const GwrPlan& plan,
                           const CsvShare& share);

}  // namespace terrabalance
