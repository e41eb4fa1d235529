#include <memory>

#include "jobs/pattern/inputs.hpp"
#include "jobs/pattern/tables.hpp"
#include "jobs/program.hpp"
#include "jobs/table_job.hpp"

namespace terrabalance {
namespace {

void pattern_job(Session& session, const PatternOptions& options) {
  if (!session.communicator.is_root()) return;
  const int threads = options.threads.value_or(default_threads());
  const PatternInputs inputs = read_pattern_inputs(session, options);
  const auto tables = pattern_tables(session, inputs, options, threads);
  write_result(session, options.output, tables, {options.data}, threads);
}

}  // namespace

void add_pattern(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "pattern", "Spatial pattern: Moran, Geary, G, local Moran, Gi*, centres, inequality");
  const auto o = std::make_shared<PatternOptions>();
  command->add_option("DATA", o->data, "Vector file of polygons or points, or CSV with --coords")
      ->required();
  command->add_option("--variable", o->variables, "Fields to examine; years in their order")
      ->delimiter(',')
      ->required();
  command->add_option("--with", o->with, "Partner of each variable for bivariate Moran")
      ->delimiter(',');
  command->add_option("--coords", o->coordinates, "Columns of a CSV with the coordinates: X,Y")
      ->delimiter(',');
  command->add_option("--id", o->id, "Field that names the units [row numbers from 0]");
  command
      ->add_option("--weights", o->weights,
                   "queen, rook, knn:K, band, band:D, inverse:D[,POWER], FILE.gal/.gwt/.csv")
      ->capture_default_str();
  command->add_option("--style", o->style, "W row-standardised, B as they are")
      ->check(CLI::IsMember({"W", "B"}))
      ->capture_default_str();
  command->add_option("--distance", o->distance, "planar, or great-circle in km for lon/lat")
      ->check(CLI::IsMember({"planar", "great-circle"}))
      ->capture_default_str();
  command->add_option("--snap", o->snap, "Distance within which borders touch [1e-9 of the extent]")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--moments", o->moments, "Randomisation of local Moran's e and v")
      ->check(CLI::IsMember({"conditional", "total"}))
      ->capture_default_str();
  command->add_option("--scale", o->scale, "Local Moran with n (spdep) or n-1 (esda, GeoDa)")
      ->check(CLI::IsMember({"n", "n-1"}))
      ->capture_default_str();
  command->add_option("--groups", o->groups, "Field of groups for Theil between and within");
  command->add_flag("--fdr", o->fdr, "Class by false discovery rate instead of fixed thresholds");
  command->add_flag("--crimestat", o->crimestat, "Scale the ellipse as CrimeStat does");
  command->add_option("--permutations", o->permutations, "Also permute, this often")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--seed", o->seed, "Seed of the permutations")->capture_default_str();
  command->add_option("--threads", o->threads, "Threads [cores granted]")
      ->check(CLI::Range(1, 4096));
  command->add_option("-o,--output", o->output, "Result file")->required();
  command->footer(
      "Example: terrabalance pattern cities.geojson --id adcode --variable net_2010,net_2020 "
      "--weights knn:4 --permutations 999 -o pattern.h5");
  command->callback([o, &work] { work = [o](Session& session) { pattern_job(session, *o); }; });
}

}  // namespace terrabalance
