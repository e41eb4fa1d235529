#include "jobs/raster/step.hpp"

#include <tuple>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/sweep/maybe.hpp"
#include "engine/sweep/sweep.hpp"
#include "jobs/account/tables.hpp"
#include "jobs/raster/checkpoint.hpp"
#include "jobs/raster/memory.hpp"
#include "jobs/raster/overview.hpp"

namespace terrabalance {
namespace {

/// Shows every tile to the visitors before it is scanned.
class Visited {
 public:
  using Kernel = Maybe<landscape::SecondSweepKernel>;
  using Summary = Kernel::Summary;

  /// \param meter  of the visits, which draw maps
  Visited(Kernel kernel, const std::vector<std::function<void(const TileView&)>>& visits,
          Meter* meter)
      : kernel_(std::move(kernel)), visits_(&visits), meter_(meter) {}

  Summary scan(const TileView& view) const {
    for (const auto& visit : *visits_) {
      const Span span(meter_, Phase::write);
      visit(view);
    }
    return kernel_.scan(view);
  }
  void merge(Summary& first, Summary&& second, Side side) const {
    kernel_.merge(first, std::move(second), side);
  }
  Summary detach(Summary& band) const { return kernel_.detach(band); }
  void attach(Summary& whole, Summary&& kept) const { kernel_.attach(whole, std::move(kept)); }

 private:
  Kernel kernel_;
  const std::vector<std::function<void(const TileView&)>>* visits_;
  Meter* meter_;
};

std::string names_of(const RasterSteps& steps) {
  std::string names;
  for (const auto& step : steps)
    names.append(names.empty() ? "" : ", ").append(step->name());
  return names;
}

Measured first_sweep(const Runtime& runtime, const RasterScene& scene, const Partition& partition,
                     FirstSweep wanted) {
  std::optional<CellArea> area;
  std::optional<CodeCounts> counts;
  std::optional<SequenceCounts> sequences;
  std::optional<WeightSums> weights;
  if (wanted.sequences || wanted.code_counts) area = scene.stack.cell_area();
  if (wanted.sequences) {
    sequences.emplace(*area);
  } else if (wanted.code_counts) {
    counts.emplace(*area);
  }
  if (wanted.weights) weights.emplace(*wanted.weights);
  const CellSamples samples(overview_samples(scene.stack.grid()));
  auto summaries = sweep(runtime, partition, scene.stack, Maybe(counts), Maybe(sequences),
                         Maybe(weights), Maybe(std::move(wanted.patches)), samples);
  Measured measured;
  std::tie(measured.counts, measured.sequences, measured.weights, measured.patches,
           measured.samples) = std::move(summaries);
  if (wanted.sequences) measured.counts = code_counts(measured.sequences);
  return measured;
}

}  // namespace

RasterScene open_scene(Session& session, RasterStudy study, std::vector<std::string> weights,
                       Alignment alignment) {
  if (study.file) session.study_text = study.file->text();
  RasterStack stack(study.land_use, study.zones, std::move(weights), alignment);
  for (const auto& warning : stack.zones().warnings())
    session.warn(warning);
  for (const auto& path : stack.resampled()) {
    session.warn(fmt::format("{}: resampled (nearest) onto the grid of {}", path,
                             study.land_use.front().path));
  }
  return {std::move(study), std::move(stack)};
}

Swept run_steps(Session& session, const RasterScene& scene, const RasterSteps& steps) {
  const Partition partition = scene.stack.partition(scene.study.tile);
  const std::string names = names_of(steps);
  FirstSweep first;
  for (const auto& step : steps)
    step->plan(first);
  const auto runtime_of = [&](const std::string& what, const std::string& stage) {
    Runtime runtime = session.runtime(scene.study.threads, names + ": " + what);
    runtime.stage = stage;
    return runtime;
  };
  require_memory(session.communicator, memory_need(scene, partition, first));
  const auto checkpoint = checkpoint_of(session, scene, partition, names);
  Runtime runtime = runtime_of("reading land use", "first");
  runtime.checkpoint = checkpoint;
  Measured measured = first_sweep(runtime, scene, partition, std::move(first));
  SecondSweep second;
  for (const auto& step : steps)
    step->see(session, measured, second);
  landscape::SecondSweepKernel::Summary again;
  if (!second.empty()) {
    runtime = runtime_of("second look", "second");
    if (second.visits.empty()) runtime.checkpoint = checkpoint;  // maps are not kept half-drawn
    const Visited kernel(Maybe(std::move(second.patches)), second.visits, runtime.meter.get());
    again = std::get<0>(sweep(runtime, partition, scene.stack, kernel));
  }
  Swept swept;
  for (const auto& step : steps) {
    for (Table& table : step->tables(session, std::move(again)))
      swept.tables.push_back(std::move(table));
  }
  session.communicator.together([&] {
    if (session.communicator.is_root()) swept.overview = make_overview(scene, measured.samples);
  });
  return swept;
}

void run_alone(Session& session, const RasterScene& scene, std::unique_ptr<RasterStep> step,
               const std::vector<std::string>& inputs) {
  const Communicator& ranks = session.communicator;
  session.claim_file(scene.study.output);
  std::optional<ResultWriter> result;
  ranks.together([&] {
    if (ranks.is_root()) result.emplace(scene.study.output);
  });
  RasterSteps steps;
  steps.push_back(std::move(step));
  const Swept swept = run_steps(session, scene, steps);
  session.take_phases();
  std::string stored;
  ranks.together([&] {
    if (!ranks.is_root()) return;
    const Span span(session.meter.get(), Phase::write);
    for (const Table& table : swept.tables)
      result->write(table);
    for (const Cube& cube : account_cubes(swept.tables))
      result->write(cube);
    result->write(swept.overview);
    result->write(session.provenance(scene.study.threads, inputs));
    stored = result->store();
  });
  ranks.broadcast(stored);
  for (const SharedTable& table : steps.front()->shared_tables(session))
    append_shared_table(stored, table, ranks);
  ranks.together([&] {
    if (!ranks.is_root()) return;
    result->publish();
    remove_checkpoint(scene.study);
    session.say(fmt::format("result: {}", scene.study.output));
  });
}

}  // namespace terrabalance
