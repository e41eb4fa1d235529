#include "jobs/run/sweeps.hpp"

#include "jobs/change/change.hpp"
#include "jobs/landscape/landscape.hpp"

namespace terrabalance {
namespace {

Alignment alignment_of(const RasterStudy& study) {
  return study.file->has("change") ? change_settings({}, study).alignment : Alignment::refuse;
}

}  // namespace

Sweeps::Sweeps(Session& session, const RunPlan& plan, const RasterStudy& study,
               const AccountInputs& inputs)
    : scene(open_scene(session, study, inputs.weights, alignment_of(study))),
      which(plan.raster_steps()) {
  for (const StudyStep* step : which)
    if (step->name == "landscape") scene.stack.set_usual_tile(landscape_tile);
  for (const StudyStep* step : which)
    steps.push_back(step->raster(session, scene, inputs));
}

std::vector<std::string> Sweeps::again() const {
  FirstSweep first;
  for (const auto& step : steps)
    step->plan(first);
  return first.again;
}

}  // namespace terrabalance
