#include <filesystem>
#include <memory>

#include <spdlog/fmt/fmt.h>

#include "engine/runtime/runtime.hpp"
#include "engine/sweep/sweep.hpp"
#include "engine/value/error.hpp"
#include "jobs/account/frame.hpp"
#include "jobs/account/inputs.hpp"
#include "jobs/account/tables.hpp"
#include "jobs/program.hpp"
#include "jobs/table_job.hpp"
#include "jobs/uncertainty/chain_files.hpp"
#include "jobs/uncertainty/files.hpp"
#include "jobs/uncertainty/options.hpp"
#include "jobs/uncertainty/tables.hpp"
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

/// A study's areas, activities and coefficients.
UncertaintyInputs study_inputs(Session& session, UncertaintyOptions& options) {
  const StudyFile file = StudyFile::open(options.study);
  session.study_text = file.text();
  options.take(file);
  AccountOptions account;
  account.rasters.study = options.study;
  account.rasters.threads = options.threads;
  account.activities = options.activities;
  account.statistics = options.statistics;
  // The job writes to another file; the name only must not be missing here.
  account.rasters.output = options.output.empty() ? "" : options.output;
  const RasterStudy study = resolve(account.rasters);
  const AccountInputs in_use = read_inputs(account, study);
  if (options.output.empty()) options.output = output_beside(study.output);
  UncertaintyInputs inputs;
  set_areas(inputs,
            options.areas.empty() ? swept_areas(session, study) : read_areas(options.areas));
  inputs.coefficients = coefficients_by_id(in_use.coefficients);
  set_activities(inputs, in_use.activities, in_use.coefficients);
  set_gdp(inputs, in_use.statistics);
  return inputs;
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

void uncertainty_job(Session& session, UncertaintyOptions options) {
  UncertaintyInputs inputs =
      options.study.empty() ? file_inputs(options) : study_inputs(session, options);
  inputs.usual = coefficients_by_id(Coefficients::built_in());
  set_ranges(inputs, options);
  set_matrices(inputs, options);
  set_chain(session, inputs, options.chain);
  const int threads = options.threads.value_or(default_threads());
  const auto tables =
      uncertainty_tables(session, inputs, session.runtime(threads, "uncertainty: draws"));
  session.communicator.together([&] {
    if (!session.communicator.is_root()) return;
    write_result(session, options.output, tables, paths_of(options), threads);
  });
}

}  // namespace

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
