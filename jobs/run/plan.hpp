#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "jobs/raster/step.hpp"
#include "jobs/run/history.hpp"
#include "jobs/run/steps.hpp"

namespace terrabalance {

/// What a run will do.
struct RunPlan {
  std::vector<StudyStep> steps;                     ///< all that the study asks for
  std::map<std::string, std::string> fingerprints;  ///< by step
  std::vector<std::uint8_t> due;                    ///< one a step: whether it is to be computed
  std::int32_t maps = 0;                            ///< that the steps that are due will write
  std::uint8_t complete = 0;                        ///< whether the result is all there is to make

  bool any_due() const;
  /// Steps of one kind that are due.
  std::vector<const StudyStep*> raster_steps() const;
};

/// Compares what was done with what is asked for; the root rank looks, all ranks know. Collective.
RunPlan plan_run(const Communicator& ranks, const RasterStudy& study, const AccountInputs& inputs,
                 const History& history, bool force);

/// The plan of a run that starts from nothing; no file is looked at for changes.
RunPlan plan_afresh(const RasterStudy& study, const AccountInputs& inputs);

/// The plan in words: steps, sweeps and why, cells, memory and time as estimated.
/// \param again  why there is a second sweep, as FirstSweep::again
std::string describe(const RunPlan& plan, const RasterScene* scene, int ranks,
                     const std::vector<std::string>& again);

}  // namespace terrabalance
