#pragma once

#include <memory>
#include <string>
#include <vector>

#include "jobs/account/inputs.hpp"
#include "jobs/raster/step.hpp"
#include "jobs/study/city_study.hpp"

namespace terrabalance {

/// A job as part of a study. Exactly one of `raster`, `alone` and `city` says how it is done.
struct StudyStep {
  std::string name;                  ///< also the group of its tables: "evaluate"
  std::string section;               ///< of the study file; without it the step does not run
  std::vector<std::string> needs{};  ///< steps whose tables it cannot do without
  std::vector<std::string> uses{};   ///< steps whose tables it takes where they are there
  std::vector<std::string> reads{};  ///< other sections of the study file that it depends on
  std::vector<std::string> files{};  ///< keys of its section that name files

  /// Files that its section leads to in other ways.
  std::vector<std::string> (*more_files)(const RasterStudy& study) = nullptr;

  /// Shares sweeps over the land use with the other steps of this kind.
  std::unique_ptr<RasterStep> (*raster)(Session& session, const RasterScene& scene,
                                        const AccountInputs& inputs) = nullptr;
  /// Reads rasters in sweeps of its own. Collective; tables on the root rank.
  std::vector<Table> (*alone)(Session& session, const RasterOptions& options) = nullptr;
  /// Works on the tables of the steps before, on the root rank.
  CityStep city = nullptr;
  /// Maps that it writes beside its tables.
  std::vector<std::string> (*maps)(const RasterStudy& study, const AccountInputs& inputs) = nullptr;
};

/// All steps, each after those that it needs or uses. A new job joins `run` by a line here.
const std::vector<StudyStep>& study_steps();

/// The files that a step's section names, beside rasters, zones and the account's tables.
std::vector<std::string> files_of(const StudyStep& step, const RasterStudy& study);

/// The steps that the study file asks for, in their order.
/// \throws InputError if it asks for none, or for one that needs another
std::vector<StudyStep> wanted_steps(const StudyFile& file);

}  // namespace terrabalance
