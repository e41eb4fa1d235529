#include "jobs/run/plan.hpp"

#include <algorithm>
#include <filesystem>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "jobs/run/cost.hpp"

namespace terrabalance {

bool RunPlan::any_due() const {
  return std::ranges::any_of(due, [](std::uint8_t d) { return d != 0; });
}

std::vector<const StudyStep*> RunPlan::raster_steps() const {
  std::vector<const StudyStep*> list;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    if (due[k] != 0 && steps[k].raster != nullptr) list.push_back(&steps[k]);
  }
  return list;
}

namespace {

std::vector<std::string> maps_of(const StudyStep& step, const RasterStudy& study,
                                 const AccountInputs& inputs) {
  return step.maps == nullptr ? std::vector<std::string>{} : step.maps(study, inputs);
}

}  // namespace

RunPlan plan_afresh(const RasterStudy& study, const AccountInputs& inputs) {
  RunPlan plan;
  plan.steps = wanted_steps(*study.file);
  plan.due.assign(plan.steps.size(), 1);
  for (const StudyStep& step : plan.steps)
    plan.maps += static_cast<std::int32_t>(maps_of(step, study, inputs).size());
  return plan;
}

RunPlan plan_run(const Communicator& ranks, const RasterStudy& study, const AccountInputs& inputs,
                 const History& history, bool force) {
  RunPlan plan;
  plan.steps = wanted_steps(*study.file);
  plan.due.assign(plan.steps.size(), 0);
  ranks.together([&] {
    if (!ranks.is_root()) return;
    plan.fingerprints = fingerprints(plan.steps, study, inputs);
    for (std::size_t k = 0; k < plan.steps.size(); ++k) {
      const StudyStep& step = plan.steps[k];
      bool there = history.has(step.name, plan.fingerprints[step.name]);
      const auto maps = maps_of(step, study, inputs);
      for (const auto& map : maps)
        there = there && std::filesystem::exists(map);
      plan.due[k] = force || !there ? 1 : 0;
      if (plan.due[k] != 0) plan.maps += static_cast<std::int32_t>(maps.size());
    }
    plan.complete = !force && history.is_complete(plan.steps, plan.fingerprints) ? 1 : 0;
  });
  ranks.broadcast(plan.due);
  ranks.broadcast(plan.maps);
  ranks.broadcast(plan.complete);
  return plan;
}

std::string describe(const RunPlan& plan, const RasterScene* scene, int ranks,
                     const std::vector<std::string>& again) {
  std::string text;
  for (std::size_t k = 0; k < plan.steps.size(); ++k) {
    const StudyStep& step = plan.steps[k];
    const char* how = step.raster != nullptr  ? "shares sweeps over the land use"
                      : step.alone != nullptr ? "has sweeps of its own"
                                              : "from the tables";
    text += fmt::format("  {:<12} {}\n", step.name, plan.due[k] != 0 ? how : "up to date");
  }
  const auto raster = plan.raster_steps();
  if (raster.empty() || scene == nullptr) return text + "  sweeps   none\n";
  std::vector<std::string> names;
  for (const StudyStep* step : raster)
    names.push_back(step->name);
  text += again.empty() ? fmt::format("  sweeps   1: every tile is read once for {}\n",
                                      fmt::join(names, ", "))
                        : fmt::format("  sweeps   2: one for {}; one more for {}\n",
                                      fmt::join(names, ", "), fmt::join(again, ", "));
  return text + as_text(cost_of(plan, *scene, ranks, !again.empty()));
}

}  // namespace terrabalance
