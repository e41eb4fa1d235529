#pragma once

#include <vector>

#include "engine/value/table.hpp"
#include "jobs/pattern/inputs.hpp"

namespace terrabalance {

/// How the units' classes moved: pattern/transition, from one variable (year) to the next; and, in
/// a study of two years or more, pattern/space_time, the whole way of each unit.
/// \param local  pattern/local: the variables one after another, each with all units
std::vector<Table> space_time_tables(const PatternInputs& inputs, const Table& local);

}  // namespace terrabalance
