#include "jobs/change/change.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/account/frame.hpp"
#include "jobs/change/carbon.hpp"
#include "jobs/change/map.hpp"
#include "jobs/change/tables.hpp"
#include "jobs/program.hpp"

namespace terrabalance {
namespace {

ChangeResult classify(Session& session, const SequenceCounts::Summary& summary,
                      const RasterStudy& study, const Zones& zones, const AccountInputs& inputs,
                      const ClassLookup& lookup, const CellArea& area) {
  ChangeResult result;
  result.land_use = land_use_from(code_counts(summary), study, lookup);
  result.change = classify_change(summary, result.land_use, lookup);
  result.frame = frame_of(result.land_use, study, zones, inputs.coefficients);
  const CityTables cities(inputs, result.frame.zone_ids, result.frame.years, session);
  warn_of_gaps(session, result.land_use, result.frame, cities);
  result.carbon = carbon_intensity(session, result.land_use, result.frame, area, cities);
  if (!result.change.has_trajectories) {
    session.warn(fmt::format(
        "more than {} different sequences of codes: change was counted by pairs of years, and "
        "there is no table change/trajectory; fewer years or classes would have one",
        SequenceCounts::default_limit));
  }
  return result;
}

/// Change as a step: counts of sequences, maps in the second sweep.
class ChangeStep : public RasterStep {
 public:
  ChangeStep(const RasterScene& scene, AccountInputs inputs, ChangeSettings settings)
      : scene_(&scene),
        inputs_(std::move(inputs)),
        settings_(std::move(settings)),
        area_(scene.stack.cell_area()) {}

  std::string name() const override { return "change"; }

  void plan(FirstSweep& sweep) override {
    sweep.sequences = true;
    if (!settings_.map.empty()) sweep.again.emplace_back("maps of change");
  }

  void see(Session& session, Measured& measured, SecondSweep& next) override {
    session.communicator.broadcast(measured.sequences);
    const auto& sequences = measured.sequences;
    const ClassLookup lookup = lookup_for(scene_->study.legend, codes_of(code_counts(sequences)));
    result_ =
        classify(session, sequences, scene_->study, scene_->stack.zones(), inputs_, lookup, area_);
    if (settings_.map.empty()) return;
    maps_.emplace(session, *scene_, CodeClasses(lookup.index_of), result_, settings_.map);
    next.visits.emplace_back([this](const TileView& view) { maps_->write(view); });
  }

  std::vector<Table> tables(Session& session,
                            landscape::SecondSweepKernel::Summary&& /*again*/) override {
    if (maps_) maps_->commit(session);
    std::vector<Table> tables;
    session.communicator.together([&] {
      if (session.communicator.is_root()) tables = finished_tables();
    });
    return tables;
  }

 private:
  std::vector<Table> finished_tables() const {
    std::vector<Table> tables{transition_table(result_, area_), dynamics_table(result_, area_),
                              intensity_table(result_, area_)};
    if (result_.change.has_trajectories) tables.push_back(trajectory_table(result_, area_));
    tables.push_back(strongest_table(result_, area_, settings_.strongest));
    tables.push_back(sankey_table(result_, area_));
    tables.push_back(coverage_table(result_, area_));
    return tables;
  }

  const RasterScene* scene_;
  AccountInputs inputs_;
  ChangeSettings settings_;
  CellArea area_;
  ChangeResult result_;
  std::optional<ChangeMaps> maps_;
};

}  // namespace

ChangeSettings change_settings(const ChangeOptions& options, const RasterStudy& study) {
  if (study.land_use.size() < 2) {
    throw InputError("change needs land use of two years or more; add --landuse YEAR=FILE");
  }
  ChangeSettings settings;
  settings.map = options.map;
  std::string align = options.align;
  auto strongest = options.strongest;
  if (study.file) {
    const StudyFile& file = *study.file;
    if (settings.map.empty()) settings.map = file.resolve(file.text("change", "map", ""));
    if (align.empty()) align = file.text("change", "align", "");
    if (const auto count = file.number("change", "strongest"); count && !strongest) {
      if (!(*count >= 0 && *count <= 1e6)) {
        throw InputError(fmt::format("{}: 'strongest' in [change] is {}; give 0 to 1000000",
                                     file.path(), *count));
      }
      strongest = static_cast<std::size_t>(*count);
    }
  }
  if (!align.empty() && align != "nearest") {
    throw InputError(fmt::format("align '{}' is not known; the one that is: nearest", align));
  }
  if (!align.empty()) settings.alignment = Alignment::nearest;
  settings.strongest = strongest.value_or(settings.strongest);
  return settings;
}

std::unique_ptr<RasterStep> change_step(const RasterScene& scene, AccountInputs inputs,
                                        ChangeSettings settings) {
  return std::make_unique<ChangeStep>(scene, std::move(inputs), std::move(settings));
}

void change(Session& session, const ChangeOptions& options) {
  const RasterStudy study = resolve(options.account.rasters);
  ChangeSettings settings = change_settings(options, study);
  const AccountInputs inputs = read_inputs(options.account, study);
  const RasterScene scene = open_scene(session, study, {}, settings.alignment);
  run_alone(session, scene, change_step(scene, inputs, std::move(settings)), inputs.paths);
}

void add_change(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "change", "Land-use transitions, dynamic degrees, intensities and their carbon effect");
  const auto options = std::make_shared<ChangeOptions>();
  options->account.rasters.add_to(*command);
  command->add_option("--coefficients", options->account.coefficients,
                      "CSV that overrides land coefficients: class,value,unit,source");
  command->add_option("--activities", options->account.activities,
                      "CSV: city,year,item,value,unit");
  command->add_option("--map", options->map, "Folder for maps of change, one a pair of years");
  command->add_option("--align", options->align,
                      "nearest: resample rasters on another grid onto the first year's");
  command->add_option("--strongest", options->strongest,
                      "Transitions listed for each zone and pair of years [10]");
  command->footer(
      "Example: terrabalance change --landuse 2001=a.tif --landuse 2015=b.tif -o change.h5");
  command->callback(
      [options, &work] { work = [options](Session& session) { change(session, *options); }; });
}

}  // namespace terrabalance
