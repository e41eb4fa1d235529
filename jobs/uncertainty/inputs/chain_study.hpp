#pragma once

#include "jobs/session.hpp"
#include "jobs/study/city_study.hpp"
#include "jobs/uncertainty/inputs/inputs.hpp"
#include "jobs/uncertainty/options.hpp"

namespace terrabalance {

/// Fills in the steps of the chain that [uncertainty] names no files for from the jobs of the
/// study: items and [evaluate] for closeness, axes and rules of [zone], neighbours of [pattern],
/// factors of [detect], settings of [coupling]. After set_chain(); nothing if no chain is asked.
/// What draws cannot go through is left out with a warning.
/// \throws InputError naming study file and key where the closeness or zones of draws would not be
///         those of the jobs
void add_chain_of_study(Session& session, UncertaintyInputs& inputs, const ChainOptions& options,
                        const CityStudy& study);

}  // namespace terrabalance
