#pragma once

#include "engine/value/table.hpp"
#include "jobs/evaluate/inputs.hpp"

namespace terrabalance {

/// All tables of `evaluate`, in the order in which they are written.
/// \throws InputError as the kernels do
std::vector<Table> evaluate_tables(Session& session, const EvaluateInputs& inputs,
                                   const EvaluateOptions& options, int threads);

}  // namespace terrabalance
