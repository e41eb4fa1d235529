#pragma once

#include <vector>

#include "engine/runtime/runtime.hpp"
#include "engine/value/table.hpp"
#include "jobs/account/inputs.hpp"
#include "jobs/session.hpp"
#include "jobs/study/city_study.hpp"
#include "jobs/uncertainty/options.hpp"

namespace terrabalance {

/// The tables of `uncertainty` from an account in memory: what `run` calls after its account.
/// Collective; the tables are on the root rank.
/// \param options   with what [uncertainty] of the study file says, by UncertaintyOptions::take()
/// \param land_use  account/land_use, on all ranks
/// \param study  whose jobs the chain of draws goes through; null: those that files are given for
/// \throws InputError naming what range, matrix or class is missing or wrong
std::vector<Table> uncertainty_of_account(Session& session, const UncertaintyOptions& options,
                                          const Table& land_use, const AccountInputs& account,
                                          const CityStudy* study, const Runtime& runtime);

/// Files that [uncertainty] of the study file names.
std::vector<std::string> uncertainty_files(const RasterStudy& study);

/// The job as part of a study, after its account.
std::vector<Table> uncertainty_step(Session& session, const CityStudy& study,
                                    const CLI::App* command);

}  // namespace terrabalance
