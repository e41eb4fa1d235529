#pragma once

#include "jobs/detect/stratify.hpp"
#include "jobs/study/city_study.hpp"

namespace terrabalance {

/// What [detect] of a study asks for, and its factors' values, one a row of the study's items.
struct StudyDetection {
  DetectOptions options;
  bool pooled = false;
  std::vector<FactorColumn> factors;
};
/// \param command  as of a CityStep \throws InputError if response or factors are missing
StudyDetection study_detection(const CityStudy& study, const CLI::App* command);

/// The same factors in one year.
std::vector<FactorColumn> factors_in_year(const StudyDetection& detection, const CityItems& items,
                                          std::int64_t year);

/// The geographical detector over a study's cities: [detect] response and factors (items, or
/// formulas over them), discretize, permutations, seed; pooled: all years together instead of each
/// by itself. See CityStep.
std::vector<Table> detect_step(Session& session, const CityStudy& study, const CLI::App* command);

}  // namespace terrabalance
