#include "jobs/run/plan.hpp"

#include <algorithm>
#include <filesystem>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

namespace terrabalance {
namespace {

// Cell-years a second and thread, as whole commands took them on simulated land cover of
// 10240 x 10240 cells and 3 years; other land and other machines differ by a factor of a few.
constexpr double account_rate = 9e8;
constexpr double change_rate = 9e8;
constexpr double landscape_rate = 3.5e8;
constexpr double again_rate = 1.6e7;
// Bytes a cell-year of a tile in work, and of the program itself.
constexpr double tile_bytes = 3;
constexpr double patch_bytes = 24;
constexpr double base_bytes = 60e6;

double rate_of(const std::string& step) {
  if (step == "landscape") return landscape_rate;
  return step == "change" ? change_rate : account_rate;
}

std::string estimate(const RunPlan& plan, const RasterScene& scene, int ranks, bool again) {
  const Grid& grid = scene.stack.grid();
  const auto years = static_cast<double>(scene.study.land_use.size());
  const double cells = static_cast<double>(grid.cells()) * years;
  const double workers = static_cast<double>(scene.study.threads) * ranks;
  double seconds = again ? cells / again_rate : 0;
  bool patches = false;
  for (const StudyStep* step : plan.raster_steps()) {
    seconds += cells / rate_of(step->name);
    patches = patches || step->name == "landscape";
  }
  const auto tile = static_cast<double>(scene.stack.partition(scene.study.tile).tile(0, 0).cells());
  const double memory = base_bytes + scene.study.threads * tile * years *
                                         (patches ? tile_bytes + patch_bytes : tile_bytes);
  return fmt::format(
      "  cells    {} x {} x {} years = {:.3g} million in a sweep\n"
      "  memory   about {:.0f} MB a rank\n"
      "  time     about {:.2g} s for the sweeps with {} ranks x {} threads, if disks keep up\n",
      grid.width, grid.height, scene.study.land_use.size(), cells / 1e6, memory / 1e6,
      seconds / workers, ranks, scene.study.threads);
}

}  // namespace

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
      if (step.maps != nullptr) {
        for (const auto& map : step.maps(study, inputs))
          there = there && std::filesystem::exists(map);
      }
      plan.due[k] = force || !there ? 1 : 0;
    }
    plan.complete = !force && history.is_complete(plan.steps, plan.fingerprints) ? 1 : 0;
  });
  ranks.broadcast(plan.due);
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
  return text + estimate(plan, *scene, ranks, !again.empty());
}

}  // namespace terrabalance
