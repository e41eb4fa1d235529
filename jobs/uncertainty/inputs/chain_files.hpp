#pragma once

#include "jobs/session.hpp"
#include "jobs/uncertainty/inputs/inputs.hpp"
#include "jobs/uncertainty/options.hpp"

namespace terrabalance {

/// What the chain of draws needs besides the balance: indicators, rules, borders, factors.
/// \throws InputError naming file, zone and year that is missing or wrong
void set_chain(Session& session, UncertaintyInputs& inputs, const ChainOptions& options);

}  // namespace terrabalance
