#pragma once

#include <vector>

#include "engine/runtime/runtime.hpp"
#include "engine/value/table.hpp"
#include "jobs/session.hpp"
#include "jobs/uncertainty/inputs/inputs.hpp"

namespace terrabalance {

/// All tables of `uncertainty`: summary, trend, shares, areas, inputs, probability and, if the
/// chain is asked for, derived. Collective; the tables are on the root rank, none on the others.
/// \throws InputError naming what is missing or wrong, alike on all ranks
std::vector<Table> uncertainty_tables(Session& session, const UncertaintyInputs& inputs,
                                      const Runtime& runtime);

/// What the totals over all zones are called.
inline constexpr const char* total_zone = "total";

}  // namespace terrabalance
