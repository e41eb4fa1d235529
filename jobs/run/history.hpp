#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/result/overview.hpp"
#include "jobs/raster_options.hpp"
#include "jobs/run/steps.hpp"

namespace terrabalance {

/// What each step is made of, in one text a step: version, settings, checksums of inputs, and the
/// same of the steps whose tables it takes. Equal texts mean equal tables.
std::map<std::string, std::string> fingerprints(const std::vector<StudyStep>& steps,
                                                const RasterStudy& study,
                                                const AccountInputs& inputs);

/// What an earlier run left: each step's tables, if they are those that this run would make.
class History {
 public:
  /// Looks into the result and into what a failed run left beside it (unfinished_path()).
  static History open(const std::string& result);

  bool has(const std::string& step, const std::string& fingerprint) const;
  /// Whether the result itself, complete, has these steps and no others.
  bool is_complete(const std::vector<StudyStep>& steps,
                   const std::map<std::string, std::string>& fingerprints) const;
  std::vector<Table> tables(const std::string& step, const std::string& fingerprint) const;
  std::vector<std::string> notes() const;
  /// Of the rasters, if a run drew it.
  std::optional<Overview> overview() const;

 private:
  struct Source {
    std::string path;
    std::map<std::string, std::string> fingerprints;
  };
  const Source* source_of(const std::string& step, const std::string& fingerprint) const;
  std::vector<Source> sources_;
  bool complete_ = false;
};

/// Where the finished steps of a failed run are kept for the next one.
std::string unfinished_path(const std::string& result);

/// Table run/steps: step, fingerprint. It goes into the result.
Table steps_table(const std::vector<StudyStep>& steps,
                  const std::map<std::string, std::string>& fingerprints);

}  // namespace terrabalance
