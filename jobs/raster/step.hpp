#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/value/table.hpp"
#include "io/result/overview.hpp"
#include "io/result/shared_table.hpp"
#include "jobs/raster_options.hpp"
#include "jobs/session.hpp"
#include "kernels/account/code_classes.hpp"
#include "kernels/account/code_counts.hpp"
#include "kernels/account/weight_sums.hpp"
#include "kernels/change/sequence_counts.hpp"
#include "kernels/landscape/second_sweep/second_sweep.hpp"
#include "kernels/overview/cell_samples.hpp"

/// \file
/// The raster jobs as steps that share sweeps: each says what it wants measured, sees what was
/// measured, and gives tables. Every tile is read once for all steps that run together.
namespace terrabalance {

/// The rasters that the steps of one call share, open and checked.
struct RasterScene {
  RasterStudy study;
  RasterStack stack;
};

/// Opens the rasters and warns of what the user should know of them. \throws InputError
RasterScene open_scene(Session& session, RasterStudy study, std::vector<std::string> weights = {},
                       Alignment alignment = Alignment::refuse);

/// What the first sweep measures.
struct FirstSweep {
  bool code_counts = false;
  bool sequences = false;              ///< code counts follow from them
  std::optional<CodeClasses> weights;  ///< the weight layers are summed by these classes
  std::optional<landscape::PatchKernel> patches;
  std::vector<std::string> again;  ///< why a second sweep will follow: "maps of net carbon"
};

/// What the first sweep measured; on the root rank, empty on the others but for their own closed
/// patches.
struct Measured {
  CodeCounts::Summary counts;
  SequenceCounts::Summary sequences;
  WeightSums::Summary weights;
  landscape::PatchKernel::Summary patches;
  CellSamples::Summary samples;  ///< for the overview
};

/// What a second sweep does, if anything: maps, and what needs to know the whole first.
struct SecondSweep {
  /// Called for every tile, from several threads.
  std::vector<std::function<void(const TileView&)>> visits;
  std::optional<landscape::SecondSweepKernel> patches;

  bool empty() const { return visits.empty() && !patches; }
};

/// A raster job, as far as the sweeps are not its affair. All calls are collective.
class RasterStep {
 public:
  RasterStep() = default;
  virtual ~RasterStep() = default;
  RasterStep(const RasterStep&) = delete;
  RasterStep& operator=(const RasterStep&) = delete;

  /// What the step is called in progress and messages: "account".
  virtual std::string name() const = 0;
  virtual void plan(FirstSweep& sweep) = 0;
  /// \param measured  what belongs to this step alone (patches) may be taken away
  virtual void see(Session& session, Measured& measured, SecondSweep& next) = 0;
  /// \param again  the patches' second summaries, if this step asked for them; ranks other than the
  ///               root have their settled neighbours alone
  /// \return the step's tables, in the order of the result; on the root rank
  virtual std::vector<Table> tables(Session& session,
                                    landscape::SecondSweepKernel::Summary&& again) = 0;
  /// Tables so long that all ranks write them; asked for after the others. Collective.
  virtual std::vector<SharedTable> shared_tables(Session& /*session*/) { return {}; }
};

using RasterSteps = std::vector<std::unique_ptr<RasterStep>>;

/// What the steps made; on the root rank.
struct Swept {
  std::vector<Table> tables;  ///< step by step
  Overview overview;
};

/// Runs the steps over the rasters in one sweep, and in a second one where a step asks for it.
/// Collective.
Swept run_steps(Session& session, const RasterScene& scene, const RasterSteps& steps);

/// The same for one job that writes a result of its own. The result file is opened before anything
/// is computed.
/// \param inputs  paths, for the provenance
void run_alone(Session& session, const RasterScene& scene, std::unique_ptr<RasterStep> step,
               const std::vector<std::string>& inputs);

}  // namespace terrabalance
