#pragma once

#include <string>
#include <vector>

#include "jobs/raster/step.hpp"
#include "jobs/run/plan.hpp"

namespace terrabalance {

/// The raster steps of a plan that are due, over one scene.
struct Sweeps {
  RasterScene scene;
  std::vector<const StudyStep*> which;
  RasterSteps steps;

  /// Opens the rasters and makes the steps. \throws InputError as they do
  Sweeps(Session& session, const RunPlan& plan, const RasterStudy& study,
         const AccountInputs& inputs);

  /// Why there will be a second sweep; empty if there is none.
  std::vector<std::string> again() const;
};

}  // namespace terrabalance
