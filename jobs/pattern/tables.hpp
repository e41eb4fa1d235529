#pragma once

#include "engine/value/table.hpp"
#include "jobs/pattern/inputs.hpp"

namespace terrabalance {

/// All tables of `pattern`, in the order in which they are written.
std::vector<Table> pattern_tables(Session& session, const PatternInputs& inputs,
                                  const PatternOptions& options, int threads);

}  // namespace terrabalance
