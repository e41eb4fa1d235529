#include "jobs/suitability/suitability.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/sweep/sweep.hpp"
#include "engine/value/error.hpp"
#include "io/result/result_writer.hpp"
#include "jobs/account/frame.hpp"
#include "jobs/change/carbon.hpp"
#include "jobs/program.hpp"
#include "jobs/suitability/maps.hpp"
#include "jobs/suitability/scan.hpp"
#include "jobs/suitability/settings.hpp"
#include "jobs/suitability/tables.hpp"

namespace terrabalance {
namespace {

namespace fs = std::filesystem;

/// A folder that is gone when the job is done; root's affair.
class ScratchFolder {
 public:
  ScratchFolder(std::string path, bool owner) : path_(std::move(path)), owner_(owner) {}
  ~ScratchFolder() {
    std::error_code ignored;
    if (owner_) fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

 private:
  std::string path_;
  bool owner_;
};

/// Conflicts of today's use with the evaluations of the usual names.
std::vector<Conflict> conflicts_of(const SuitabilityFrame& frame) {
  std::vector<Conflict> conflicts;
  const auto add = [&](const char* name, std::uint16_t code, const char* land_class,
                       const char* evaluation, int lowest, int highest) {
    const auto c = std::ranges::find(frame.classes, land_class);
    const auto e = std::ranges::find(frame.evaluations, evaluation);
    if (c == frame.classes.end() || e == frame.evaluations.end()) return;
    conflicts.push_back({name, code, static_cast<std::int16_t>(c - frame.classes.begin()),
                         static_cast<std::size_t>(e - frame.evaluations.begin()), lowest, highest});
  };
  add("construction_unsuitable", 1, "construction", "construction", 1, frame.allowed - 1);
  add("cropland_unsuitable", 2, "cropland", "farming", 1, frame.allowed - 1);
  add("construction_in_protection", 3, "construction", "protection", 5, 5);
  add("cropland_in_protection", 4, "cropland", "protection", 5, 5);
  return conflicts;
}

/// Opens the layers that the factors come from.
std::vector<std::size_t> add_layers(RasterStack& stack, const SuitabilitySettings& settings) {
  std::vector<std::string> layers;
  std::vector<std::size_t> layer_of_factor;
  for (const Factor& factor : settings.factors) {
    std::string path = factor.from_elevation() ? settings.dem : factor.path;
    if (factor.kind == FactorKind::raster) path = factor.argument;
    auto found = std::ranges::find(layers, path);
    if (found == layers.end()) {
      stack.add_reals(path);
      found = layers.insert(layers.end(), path);
    }
    layer_of_factor.push_back(static_cast<std::size_t>(found - layers.begin()));
  }
  return layer_of_factor;
}

/// Uses that are weighed against the grades, with the carbon that each hectare of them costs.
std::vector<Use> uses_of(const SuitabilityFrame& frame, const SuitabilitySettings& settings,
                         const AccountInputs& inputs, const CarbonIntensity& carbon) {
  const LandCoefficient* restored = inputs.coefficients.find_land(settings.restore);
  if (restored == nullptr) {
    throw InputError(
        fmt::format("restore: no carbon coefficient is known for class '{}'; give it "
                    "with --coefficients",
                    settings.restore));
  }
  std::vector<Use> uses;
  for (const auto& [land_class, evaluation] :
       {std::pair("construction", "construction"), std::pair("cropland", "farming")}) {
    const auto c = std::ranges::find(frame.classes, land_class);
    const auto e = std::ranges::find(frame.evaluations, evaluation);
    if (c == frame.classes.end() || e == frame.evaluations.end()) continue;
    Use use{land_class,
            static_cast<std::size_t>(c - frame.classes.begin()),
            static_cast<std::size_t>(e - frame.evaluations.begin()),
            {}};
    for (std::size_t zone = 0; zone < frame.zones.size(); ++zone)
      use.excess.push_back(carbon.at(zone, 0, use.class_index) - restored->t_c_per_ha);
    uses.push_back(std::move(use));
  }
  return uses;
}

/// One year of land use: the last of a study.
RasterStudy one_year(const SuitabilityOptions& options, Session& session) {
  RasterStudy study = resolve(options.account.rasters);
  if (study.land_use.size() > 1) {
    session.say(fmt::format("suitability: of the years given, {} is looked at",
                            study.land_use.back().year));
    study.land_use = {study.land_use.back()};
  }
  return study;
}

/// Refuses an elevation model on another grid before anything is computed.
void check_elevation(const SuitabilitySettings& settings, const RasterStack& stack) {
  if (settings.dem.empty()) return;
  const BandReader dem(settings.dem);
  require_same_grid(stack.grid(), stack.land_use().front().path, dem.grid(), settings.dem);
}

/// Computes the factors that take sweeps of their own over the land use, whatever the zones.
void make_layers(Session& session, const RasterStudy& study, const std::string& folder,
                 std::vector<Factor>& factors) {
  if (std::ranges::none_of(factors, &Factor::is_made_before)) return;
  const RasterStack stack(study.land_use, std::nullopt);
  write_distances(session, study, stack, folder, factors);
  write_patch_areas(session, study, stack, folder, factors);
}

/// What the scan computes; opens the layers that it takes.
SuitabilityScan::Plan plan_of(const SuitabilitySettings& settings, RasterStack& stack,
                              const CellArea& area, const ClassLookup& lookup) {
  SuitabilityScan::Plan plan{.factors = settings.factors,
                             .layer_of_factor = add_layers(stack, settings),
                             .relief_radius = settings.relief_radius.value_or(default_radius(
                                 stack.cell_size().width_m(stack.grid().height / 2))),
                             .grid = {0, 0, stack.grid().width, stack.grid().height},
                             .cells = stack.cell_size(),
                             .area = area,
                             .graders = {},
                             .class_of_code = {},
                             .factor_maps = {},
                             .grade_maps = {},
                             .conflicts = {}};
  for (std::int32_t code = 0; code < 65536; ++code) {
    const int index = settings.scheme.empty() ? -1 : lookup.index_of(code);
    plan.class_of_code.push_back(static_cast<std::int16_t>(std::max(index, -1)));
  }
  return plan;
}

/// The evaluations of the scheme and the maps of all.
void add_outputs(SuitabilityScan::Plan& plan, SuitabilityFrame& frame, Maps& maps,
                 const SuitabilitySettings& settings) {
  std::vector<std::string> names;
  for (const Factor& factor : settings.factors) {
    names.push_back(factor.name);
    plan.factor_maps.push_back(
        factor.is_computed_here() ? maps.add(factor.map_name(), factor.unit()) : nullptr);
  }
  for (const Evaluation& evaluation : settings.scheme) {
    frame.evaluations.push_back(evaluation.name);
    plan.graders.emplace_back(evaluation, names, frame.classes, settings.scheme_name);
    plan.grade_maps.push_back(maps.add(evaluation.name, grade_legend(evaluation.name)));
  }
  plan.conflicts = conflicts_of(frame);
  if (!plan.conflicts.empty()) {
    plan.conflict_map = maps.add("conflict", conflict_legend(plan.conflicts));
  }
}

/// Names the zones and weighs the uses, in the account's terms.
std::vector<Use> weigh_uses(Session& session, const RasterStudy& study, const RasterStack& stack,
                            const AccountInputs& inputs, const SuitabilitySettings& settings,
                            const CodeCounts::Summary& codes, const ClassLookup& lookup,
                            const CellArea& area, SuitabilityFrame& frame) {
  const LandUse land_use = land_use_from(codes, study, lookup);
  const AccountFrame account = frame_of(land_use, study, stack.zones(), inputs.coefficients);
  frame.zones = land_use.zones;
  frame.zone_ids = account.zone_ids;
  const CityTables cities(inputs, account.zone_ids, account.years, session);
  warn_of_gaps(session, land_use, account, cities);
  return uses_of(frame, settings, inputs,
                 carbon_intensity(session, land_use, account, area, cities));
}

std::vector<Table> tables_of(const SuitabilitySettings& settings, const SuitabilityFrame& frame,
                             const SuitabilityScan::Plan& plan,
                             const SuitabilityScan::Summary& summary,
                             const std::vector<Use>& uses) {
  std::vector<Table> tables{factors_table(settings.factors, summary.ranges)};
  if (settings.scheme.empty()) return tables;
  tables.push_back(grades_table(frame, summary.counts, plan.area));
  tables.push_back(use_table(frame, summary.counts, plan.area));
  if (!plan.conflicts.empty()) {
    tables.push_back(conflict_table(frame, plan.conflicts, summary.counts, plan.area));
  }
  if (!uses.empty()) tables.push_back(overload_table(frame, uses, summary.counts, plan.area));
  return tables;
}

/// All of the job but its result file. Collective; the tables are on the root rank.
std::vector<Table> compute(Session& session, const RasterStudy& study,
                           SuitabilitySettings& settings, const AccountInputs& inputs,
                           RasterStack& stack) {
  const Communicator& ranks = session.communicator;
  const std::string scratch = study.output + ".factors";
  const ScratchFolder gone_in_the_end(scratch, ranks.is_root() && settings.maps.empty());
  session.claim_folder(settings.maps);
  make_layers(session, study, settings.maps.empty() ? scratch : settings.maps, settings.factors);

  const CellArea area = stack.cell_area();
  const ClassLookup lookup = lookup_for(study.legend, {});
  SuitabilityFrame frame{study.land_use.front().year, {}, {}, lookup.classes, {}, settings.allowed};
  SuitabilityScan::Plan plan = plan_of(settings, stack, area, lookup);
  const Partition partition = stack.partition(study.tile.value_or(1024));
  Maps maps(stack, partition, ranks, settings.maps);
  ranks.together([&] { add_outputs(plan, frame, maps, settings); });
  auto swept = sweep(session.runtime(study.threads, "suitability: grading"), partition, stack,
                     SuitabilityScan(plan), CodeCounts(area));
  const auto& summary = std::get<0>(swept);
  auto& codes = std::get<1>(swept);
  ranks.broadcast(codes);
  std::vector<Use> uses;
  if (!settings.scheme.empty()) {
    uses = weigh_uses(session, study, stack, inputs, settings, codes, lookup, area, frame);
  }
  maps.commit(session);
  return ranks.together([&] {
    return ranks.is_root() ? tables_of(settings, frame, plan, summary, uses) : std::vector<Table>{};
  });
}

}  // namespace

std::vector<Table> suitability_of_study(Session& session, const RasterOptions& rasters) {
  SuitabilityOptions options;
  options.account.rasters = rasters;
  const RasterStudy study = one_year(options, session);
  SuitabilitySettings settings = settle(session, options, study);
  RasterStack stack(study.land_use, study.zones);
  check_elevation(settings, stack);
  return compute(session, study, settings, read_inputs(options.account, study), stack);
}

void suitability(Session& session, const SuitabilityOptions& options) {
  const Communicator& ranks = session.communicator;
  const RasterStudy study = one_year(options, session);
  SuitabilitySettings settings = settle(session, options, study);
  const AccountInputs inputs = read_inputs(options.account, study);
  RasterStack stack(study.land_use, study.zones);
  check_elevation(settings, stack);
  for (const auto& warning : stack.zones().warnings())
    session.warn(warning);
  session.claim_file(study.output);
  std::optional<ResultWriter> file;
  ranks.together([&] {
    if (ranks.is_root()) file.emplace(study.output);
  });
  const auto tables = compute(session, study, settings, inputs, stack);
  session.take_phases();
  ranks.together([&] {
    if (!ranks.is_root()) return;
    for (const Table& table : tables)
      file->write(table);
    auto paths = inputs.paths;
    if (!settings.dem.empty()) paths.push_back(settings.dem);
    file->write(session.provenance(study.threads, std::move(paths)));
    file->commit();
    session.say(fmt::format("result: {}", study.output));
  });
}

void add_suitability(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "suitability", "Grades of protection, farming and construction per cell, areas per city");
  const auto options = std::make_shared<SuitabilityOptions>();
  options->account.rasters.add_to(*command);
  command->add_option("--dem", options->dem, "Elevation raster, metres");
  command->add_option("--scheme", options->scheme,
                      "Grading scheme: CSV file, or default; without one only factor maps");
  command
      ->add_option(
          "--factor", options->factors,
          "slope, aspect, elevation, relief, distance:CLASS, patch_area:CLASS or raster:FILE; "
          "repeat")
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--maps", options->maps, "Folder for maps of factors, grades and conflicts");
  command->add_option("--relief-window", options->relief_window,
                      "Side of relief's window, cells, odd [nearest to 20 ha]");
  command->add_option("--allowed", options->allowed, "Lowest grade that allows a use [3]");
  command->add_option("--restore", options->restore,
                      "Class that overused land would give way to [forest]");
  command->add_option("--coefficients", options->account.coefficients,
                      "CSV that overrides land coefficients: class,value,unit,source");
  command->add_option("--activities", options->account.activities,
                      "CSV: city,year,item,value,unit");
  command->footer(
      "Example: terrabalance suitability --landuse 2020=a.tif --dem dem.tif --legend clcd "
      "--scheme default --maps maps -o suitability.h5");
  command->callback(
      [options, &work] { work = [options](Session& session) { suitability(session, *options); }; });
}

}  // namespace terrabalance
