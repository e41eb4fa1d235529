#include "jobs/run/steps.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "engine/value/error.hpp"
#include "jobs/account/account.hpp"
#include "jobs/change/change.hpp"
#include "jobs/coupling/coupling.hpp"
#include "jobs/detect/detect.hpp"
#include "jobs/evaluate/evaluate.hpp"
#include "jobs/gwr/cities.hpp"
#include "jobs/landscape/landscape.hpp"
#include "jobs/pattern/pattern.hpp"
#include "jobs/suitability/settings.hpp"
#include "jobs/suitability/suitability.hpp"
#include "jobs/uncertainty/uncertainty.hpp"
#include "jobs/zone/zone.hpp"

namespace terrabalance {
namespace {

std::unique_ptr<RasterStep> add_account_step(Session& /*session*/, const RasterScene& scene,
                                             const AccountInputs& inputs) {
  return account_step(scene, inputs);
}

std::unique_ptr<RasterStep> add_change_step(Session& /*session*/, const RasterScene& scene,
                                            const AccountInputs& inputs) {
  return change_step(scene, inputs, change_settings({}, scene.study));
}

std::unique_ptr<RasterStep> add_landscape_step(Session& session, const RasterScene& scene,
                                               const AccountInputs& /*inputs*/) {
  return landscape_step(session, scene, {});
}

std::vector<std::string> carbon_maps(const RasterStudy& study, const AccountInputs& inputs) {
  std::vector<std::string> maps;
  if (inputs.maps.empty()) return maps;
  for (const YearFile& layer : study.land_use)
    maps.push_back(fmt::format("{}/net_{}.vrt", inputs.maps, layer.year));
  return maps;
}

std::vector<std::string> change_maps(const RasterStudy& study, const AccountInputs& /*inputs*/) {
  std::vector<std::string> maps;
  const std::string folder = change_settings({}, study).map;
  if (folder.empty()) return maps;
  for (const auto& [first, last] : pairs_of(study.land_use.size())) {
    maps.push_back(fmt::format("{}/change_{}_{}.vrt", folder, study.land_use[first].year,
                               study.land_use[last].year));
  }
  return maps;
}

}  // namespace

const std::vector<StudyStep>& study_steps() {
  static const std::vector<StudyStep> steps{
      {.name = "account",
       .section = "carbon",
       .reads = {"statistics"},
       .raster = add_account_step,
       .maps = carbon_maps},
      {.name = "change",
       .section = "change",
       .reads = {"carbon", "statistics"},
       .raster = add_change_step,
       .maps = change_maps},
      {.name = "landscape", .section = "landscape", .raster = add_landscape_step},
      {.name = "suitability",
       .section = "suitability",
       .reads = {"carbon"},
       .files = {"dem", "scheme"},
       .more_files = scheme_rasters,
       .alone = suitability_of_study},
      {.name = "coupling", .section = "coupling", .needs = {"account"}, .city = coupling_step},
      {.name = "evaluate",
       .section = "evaluate",
       .needs = {"account"},
       .uses = {"landscape", "suitability", "coupling"},
       .files = {"criteria"},
       .city = evaluate_step},
      {.name = "pattern",
       .section = "pattern",
       .needs = {"account"},
       .uses = {"landscape", "coupling", "evaluate"},
       .files = {"weights"},
       .city = pattern_step},
      {.name = "detect",
       .section = "detect",
       .needs = {"account"},
       .uses = {"landscape", "coupling", "evaluate"},
       .city = detect_step},
      {.name = "gwr",
       .section = "gwr",
       .needs = {"account"},
       .uses = {"landscape", "suitability", "coupling", "evaluate"},
       .city = gwr_step},
      {.name = "zone",
       .section = "zone",
       .needs = {"account", "evaluate"},
       .files = {"rules", "guide"},
       .city = zone_step},
      {.name = "uncertainty",
       .section = "uncertainty",
       .needs = {"account"},
       .uses = {"landscape", "suitability", "coupling", "evaluate", "zone"},
       .reads = {"carbon", "statistics", "coupling", "evaluate", "pattern", "detect", "zone"},
       .more_files = uncertainty_files,
       .city = uncertainty_step},
  };
  return steps;
}

std::vector<std::string> files_of(const StudyStep& step, const RasterStudy& study) {
  std::vector<std::string> files;
  for (const auto& key : step.files) {
    const std::string path = study.file->resolve(study.file->text(step.section, key, ""));
    if (std::filesystem::is_regular_file(path)) files.push_back(path);
  }
  if (step.more_files != nullptr)
    std::ranges::copy(step.more_files(study), std::back_inserter(files));
  return files;
}

std::vector<StudyStep> wanted_steps(const StudyFile& file) {
  std::vector<StudyStep> wanted;
  std::vector<std::string> sections;
  for (const StudyStep& step : study_steps()) {
    sections.push_back("[" + step.section + "]");
    if (!file.has(step.section)) continue;
    for (const auto& need : step.needs) {
      if (std::ranges::find(wanted, need, &StudyStep::name) != wanted.end()) continue;
      const auto other = std::ranges::find(study_steps(), need, &StudyStep::name);
      throw InputError(fmt::format("{}: [{}] needs the job {}; add the section [{}]", file.path(),
                                   step.section, need, other->section));
    }
    wanted.push_back(step);
  }
  if (wanted.empty()) {
    throw InputError(fmt::format("{}: asks for no job; add sections, of these: {}", file.path(),
                                 fmt::join(sections, ", ")));
  }
  return wanted;
}

}  // namespace terrabalance
