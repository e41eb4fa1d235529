#include "jobs/uncertainty/uncertainty.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <tuple>

#include "engine/runtime/runtime.hpp"
#include "engine/sweep/sweep.hpp"
#include "engine/value/error.hpp"
#include "jobs/account/frame.hpp"
#include "jobs/account/inputs.hpp"
#include "jobs/account/tables.hpp"
#include "jobs/program.hpp"
#include "jobs/table_job.hpp"
#include "jobs/uncertainty/inputs/chain_files.hpp"
#include "jobs/uncertainty/inputs/chain_study.hpp"
#include "jobs/uncertainty/inputs/files.hpp"
#include "jobs/uncertainty/options.hpp"
#include "jobs/uncertainty/tables/tables.hpp"
#include "kernels/account/code_counts.hpp"

namespace terrabalance {
namespace {

/// Areas of a study's land use, by one sweep over its rasters.
Table swept_areas(Session& session, const RasterStudy& study) {
  const RasterStack stack(study.land_use, study.zones, {});
  const CellArea area = stack.cell_area();
  for (const auto& warning : stack.zones().warnings())
    session.warn(warning);
  CodeCounts::Summary counts;
  std::tie(counts) = sweep(session.runtime(study.threads, "uncertainty: reading land use"),
                           stack.partition(study.tile), stack, CodeCounts(area));
  session.communicator.broadcast(counts);
  const ClassLookup lookup = lookup_for(study.legend, codes_of(counts));
  const LandUse land_use = land_use_from(counts, study, lookup);
  return land_use_table(land_use, frame_of(land_use, study, stack.zones(), {}), area);
}

/// OUT.h5 of a study to OUT_uncertainty.h5, so that the account's result stays.
std::string output_beside(const std::string& output) {
  const std::filesystem::path path(output);
  return (path.parent_path() / (path.stem().string() + "_uncertainty" + path.extension().string()))
      .string();
}

/// A study's land use, activities and coefficients, as its account has them.
std::vector<Table> tables_of_study(Session& session, UncertaintyOptions& options, int threads) {
  const StudyFile file = StudyFile::open(options.study);
  session.study_text = file.text();
  options.take(file);
  AccountOptions account;
  account.rasters.study = options.study;
  account.rasters.threads = threads;
  account.rasters.output = options.output;
  account.activities = options.activities;
  account.statistics = options.statistics;
  const RasterStudy study = resolve(account.rasters);
  if (options.output.empty()) options.output = output_beside(study.output);
  const Table areas =
      options.areas.empty() ? swept_areas(session, study) : read_areas(options.areas);
  const AccountInputs inputs = read_inputs(account, study);
  options.study_paths = inputs.paths;
  return uncertainty_of_account(session, options, areas, inputs, nullptr,
                                session.runtime(threads, "uncertainty: draws"));
}

/// Plain files: the ranges' own middles are the values without uncertainty.
UncertaintyInputs file_inputs(const UncertaintyOptions& options) {
  if (options.areas.empty()) {
    throw InputError("no areas given; name a study file, or a table with --areas areas.csv");
  }
  if (options.output.empty()) throw InputError("no result file named; add -o out.h5");
  UncertaintyInputs inputs;
  set_areas(inputs, read_areas(options.areas));
  if (!options.activities.empty()) {
    set_activities(inputs, read_statistics(options.activities), Coefficients::built_in());
  }
  if (!options.statistics.empty()) set_gdp(inputs, read_statistics(options.statistics));
  return inputs;
}

/// What does not depend on where areas and activities are from.
/// \param study  whose jobs the chain of draws goes through; null: those that files are given for
std::vector<Table> tables_of(Session& session, UncertaintyInputs& inputs,
                             const UncertaintyOptions& options, const CityStudy* study,
                             const Runtime& runtime) {
  inputs.usual = coefficients_by_id(Coefficients::built_in());
  set_ranges(inputs, options);
  set_matrices(inputs, options);
  set_chain(session, inputs, options.chain);
  if (study != nullptr) add_chain_of_study(session, inputs, options.chain, *study);
  return uncertainty_tables(session, inputs, runtime);
}

std::vector<Table> tables_of_files(Session& session, const UncertaintyOptions& options,
                                   int threads) {
  UncertaintyInputs inputs = file_inputs(options);
  return tables_of(session, inputs, options, nullptr,
                   session.runtime(threads, "uncertainty: draws"));
}

void uncertainty_job(Session& session, UncertaintyOptions options) {
  const int threads = options.threads.value_or(default_threads());
  const auto tables = options.study.empty() ? tables_of_files(session, options, threads)
                                            : tables_of_study(session, options, threads);
  session.communicator.together([&] {
    if (!session.communicator.is_root()) return;
    write_result(session, options.output, tables, paths_of(options), threads);
  });
}

}  // namespace

std::vector<Table> uncertainty_of_account(Session& session, const UncertaintyOptions& options,
                                          const Table& land_use, const AccountInputs& account,
                                          const CityStudy* study, const Runtime& runtime) {
  UncertaintyInputs inputs;
  set_areas(inputs, land_use);
  inputs.coefficients = coefficients_by_id(account.coefficients);
  set_activities(inputs, account.activities, account.coefficients);
  set_gdp(inputs, account.statistics);
  return tables_of(session, inputs, options, study, runtime);
}

std::vector<std::string> uncertainty_files(const RasterStudy& study) {
  UncertaintyOptions options;
  options.take(*study.file);
  return paths_of(options);
}

std::vector<Table> uncertainty_step(Session& session, const CityStudy& study,
                                    const CLI::App* /*command*/) {
  UncertaintyOptions options;
  options.study = study.file.path();
  options.take(study.file);
  const auto land_use = std::ranges::find(study.tables, "account/land_use", &Table::name);
  // The other ranks wait: this one draws with all its threads.
  Session alone = session;
  alone.communicator = Communicator::local();
  auto tables = uncertainty_of_account(alone, options, *land_use, study.inputs, &study,
                                       alone.runtime(study.threads, "uncertainty: draws"));
  session.notes = alone.notes;
  return tables;
}

void add_uncertainty(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "uncertainty", "How sure every city's balance and trend is, and what to measure better");
  const auto options = std::make_shared<UncertaintyOptions>();
  options->add_to(*command);
  command->footer(
      "Example: terrabalance uncertainty --areas areas.csv --inputs ranges.csv --error-matrix "
      "m.csv --classification independent -o sure.h5");
  command->callback([options, &work] {
    work = [options](Session& session) { uncertainty_job(session, *options); };
  });
}

}  // namespace terrabalance
