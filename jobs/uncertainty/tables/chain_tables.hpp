#pragma once

#include <vector>

#include "engine/runtime/runtime.hpp"
#include "engine/value/table.hpp"
#include "jobs/uncertainty/inputs/assembly.hpp"
#include "jobs/uncertainty/inputs/inputs.hpp"
#include "jobs/uncertainty/monte_carlo.hpp"

namespace terrabalance {

/// Table uncertainty/probability (that a city is a source; with the chain: its unit, its zone, hot
/// and cold spots) and, with the chain, uncertainty/derived (closeness, rank, coupling,
/// coordination, q). Collective; on the root rank.
/// \param draws  for the probability of a source
std::vector<Table> chain_tables(const UncertaintyInputs& inputs, const Assembly& assembly,
                                const MonteCarlo& draws, const Runtime& runtime);

}  // namespace terrabalance
