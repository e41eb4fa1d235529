#include "jobs/pattern/pattern.hpp"

#include <limits>
#include <memory>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/pattern/inputs.hpp"
#include "jobs/pattern/lattice.hpp"
#include "jobs/pattern/tables.hpp"
#include "jobs/program.hpp"
#include "jobs/study/section.hpp"
#include "jobs/table_job.hpp"
#include "kernels/pattern/polygons.hpp"

namespace terrabalance {
namespace {

void pattern_job(Session& session, const PatternOptions& options) {
  if (!session.communicator.is_root()) return;
  const int threads = options.threads.value_or(default_threads());
  const PatternInputs inputs = read_pattern_inputs(session, options);
  const auto tables = pattern_tables(session, inputs, options, threads);
  write_result(session, options.output, tables, {options.data}, threads);
}

/// The years of the variables, one after another for each variable.
std::vector<Variable> variables_of(const CityItems& items, const std::vector<std::string>& names,
                                   const std::string& user) {
  std::vector<Variable> variables;
  for (const auto& name : names) {
    const auto all = items.compute(name, user);
    for (const std::int64_t year : items.years()) {
      variables.push_back({name, items.in_year(all, year), year});
    }
  }
  return variables;
}

PatternOptions options_of(const CityStudy& study, const CLI::App* command) {
  PatternOptions options;
  options.distance = "";
  const SectionReader section(study.file, "pattern", command);
  section.texts("variable", options.variables);
  section.texts("with", options.with);
  section.text("weights", options.weights);
  if (options.weights.ends_with(".gal") || options.weights.ends_with(".gwt") ||
      options.weights.ends_with(".csv")) {
    section.path("weights", options.weights);
  }
  section.choice("style", options.style, {"W", "B"});
  section.choice("distance", options.distance, {"planar", "great-circle"});
  section.number("snap", options.snap, 0, std::numeric_limits<double>::infinity());
  section.choice("moments", options.moments, {"conditional", "total"});
  section.choice("scale", options.scale, {"n", "n-1"});
  section.flag("fdr", options.fdr);
  section.flag("crimestat", options.crimestat);
  section.integer("permutations", options.permutations, 0);
  section.integer("seed", options.seed, 0);
  if (options.variables.empty()) options.variables = {"net"};
  if (!options.with.empty() && options.with.size() != options.variables.size()) {
    throw InputError(fmt::format("{}: 'with' in [pattern] needs as many variables as 'variable'",
                                 study.file.path()));
  }
  return options;
}

}  // namespace

std::vector<Table> pattern_step(Session& session, const CityStudy& study, const CLI::App* command) {
  PatternOptions options = options_of(study, command);
  Features features = city_polygons(study);
  if (options.distance.empty()) {
    options.distance = is_lon_lat(features) ? "great-circle" : "planar";
  }
  PatternInputs inputs;
  inputs.ids = features.ids;
  inputs.variables = variables_of(study.items, options.variables, "[pattern] variable");
  inputs.partners = variables_of(study.items, options.with, "[pattern] with");
  inputs.points = pattern::centroids(features.polygons);
  inputs.polygons = std::move(features.polygons);
  inputs.metric =
      options.distance == "planar" ? pattern::Metric::planar : pattern::Metric::great_circle;
  add_weights(session, options, inputs);
  return pattern_tables(session, inputs, options, study.threads);
}

void add_pattern(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "pattern", "Spatial pattern: Moran, Geary, G, local Moran, Gi*, centres, inequality");
  const auto o = std::make_shared<PatternOptions>();
  command->add_option("DATA", o->data,
                      "Vector file of polygons or points, CSV with --coords, or study file");
  command
      ->add_option("--raster", o->rasters,
                   "NAME=FILE[:BAND]: the cells of a raster instead; repeat")
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--maps", o->maps, "Folder for the maps of rasters");
  command->add_option("--variable", o->variables, "Fields to examine; years in their order")
      ->delimiter(',');
  command->add_option("--with", o->with, "Partner of each variable for bivariate Moran")
      ->delimiter(',');
  command->add_option("--coords", o->coordinates, "Columns of a CSV with the coordinates: X,Y")
      ->delimiter(',');
  command->add_option("--id", o->id, "Field that names the units [row numbers from 0]");
  command
      ->add_option("--weights", o->weights,
                   "queen, rook, knn:K, band, band:D, inverse:D[,POWER], FILE.gal/.gwt/.csv; of "
                   "rasters queen, rook, radius:CELLS")
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
  command->callback([o, command, &work] {
    if (o->rasters.empty() == o->data.empty()) {
      throw CLI::ValidationError("pattern", "give DATA, or --raster NAME=FILE");
    }
    const bool is_table = o->rasters.empty() && !is_study(o->data);
    if (is_table && o->variables.empty()) throw CLI::RequiredError("--variable");
    work = [o, command](Session& session) {
      if (!o->rasters.empty()) {
        pattern_of_rasters(session, *o);
      } else if (is_study(o->data)) {
        run_city_step(session, pattern_step, o->data, o->output, o->threads, command);
      } else {
        pattern_job(session, *o);
      }
    };
  });
}

}  // namespace terrabalance
