#include "jobs/account/account.hpp"

#include <optional>
#include <utility>

#include "jobs/account/frame.hpp"
#include "jobs/account/maps.hpp"
#include "jobs/account/tables.hpp"
#include "jobs/program.hpp"
#include "kernels/account/land_use.hpp"

namespace terrabalance {
namespace {

/// The account as a step: counts of codes, sums of weights, maps in the second sweep.
class AccountStep : public RasterStep {
 public:
  AccountStep(const RasterScene& scene, AccountInputs inputs)
      : scene_(&scene), inputs_(std::move(inputs)), area_(scene.stack.cell_area()) {}

  std::string name() const override { return "account"; }

  void plan(FirstSweep& sweep) override {
    sweep.code_counts = true;
    if (!inputs_.maps.empty()) sweep.again.emplace_back("maps of net carbon");
    if (inputs_.weights.empty()) return;
    sweep.weights.emplace(lookup_for(scene_->study.legend, {}).index_of);
  }

  void see(Session& session, Measured& measured, SecondSweep& next) override {
    session.communicator.broadcast(measured.counts);
    session.communicator.broadcast(measured.weights);
    const ClassLookup lookup = lookup_for(scene_->study.legend, codes_of(measured.counts));
    land_use_ = land_use_from(measured.counts, scene_->study, lookup);
    frame_ = frame_of(land_use_, scene_->study, scene_->stack.zones(), inputs_.coefficients);
    cities_.emplace(inputs_, frame_.zone_ids, frame_.years, session);
    warn_of_gaps(session, land_use_, frame_, *cities_);
    if (inputs_.maps.empty()) return;
    maps_.emplace(session, *scene_, CodeClasses(lookup.index_of), land_use_, frame_, area_,
                  *cities_, measured.weights, inputs_.maps);
    next.visits.emplace_back([this](const TileView& view) { maps_->write(view); });
  }

  std::vector<Table> tables(Session& session,
                            landscape::SecondSweepKernel::Summary&& /*again*/) override {
    if (maps_) maps_->commit(session);
    std::vector<Table> tables;
    session.communicator.together([&] {
      if (!session.communicator.is_root()) return;
      tables = {land_use_table(land_use_, frame_, area_), coverage_table(land_use_, frame_, area_),
                zones_table(frame_), balance_table(land_use_, frame_, area_, *cities_)};
    });
    return tables;
  }

 private:
  const RasterScene* scene_;
  AccountInputs inputs_;
  CellArea area_;
  LandUse land_use_;
  AccountFrame frame_;
  std::optional<CityTables> cities_;
  std::optional<CarbonMaps> maps_;
};

}  // namespace

std::unique_ptr<RasterStep> account_step(const RasterScene& scene, AccountInputs inputs) {
  return std::make_unique<AccountStep>(scene, std::move(inputs));
}

void account(Session& session, const AccountOptions& options) {
  const RasterStudy study = resolve(options.rasters);
  const AccountInputs inputs = read_inputs(options, study);
  const RasterScene scene = open_scene(session, study, inputs.weights);
  run_alone(session, scene, account_step(scene, inputs), inputs.paths);
}

void add_account(CLI::App& program, Work& work) {
  auto* command = program.add_subcommand(
      "account", "Carbon sources, sinks, net and intensities by city, class and year");
  const auto options = std::make_shared<AccountOptions>();
  options->rasters.add_to(*command);
  command->add_option("--coefficients", options->coefficients,
                      "CSV that overrides land coefficients: class,value,unit,source");
  command->add_option("--activities", options->activities, "CSV: city,year,item,value,unit");
  command->add_option("--statistics", options->statistics,
                      "CSV: city,year,item,value,unit, with gdp and population");
  command->add_option("--weights", options->weights,
                      "Weight raster of each year, its name with {year}: night light, population");
  command->add_option("--maps", options->maps, "Folder for maps of net carbon per cell");
  command->footer("Example: mpirun -n 2 terrabalance account study.toml -o account.h5");
  command->callback(
      [options, &work] { work = [options](Session& session) { account(session, *options); }; });
}

}  // namespace terrabalance
