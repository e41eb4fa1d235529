#pragma once

#include <string>
#include <vector>

#include "engine/value/table.hpp"
#include "jobs/session.hpp"
#include "jobs/zone/inputs.hpp"

namespace terrabalance {

/// Balance of source and sink land: ratios, equivalents, optimal structure and its Pareto front
/// where limits are given, and who offsets whom.
/// --land: city,year,class,area_ha,t_c_per_ha[,lower_ha,upper_ha]; an empty limit is none.
/// --distances: from,to,km.
/// \throws InputError naming file, line, city, and the limits in conflict
std::vector<Table> land_tables(Session& session, const ZoneOptions& options);

}  // namespace terrabalance
