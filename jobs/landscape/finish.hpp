#pragma once

#include "jobs/landscape/plan.hpp"
#include "kernels/landscape/second_sweep/second_sweep.hpp"

namespace terrabalance {

/// What a rank other than the root has of a year: patches and neighbours.
/// \param again  null: there was no second sweep
LandscapeYear share_of_year(std::int64_t year, landscape::Summary& summary,
                            const landscape::SecondSummary* again);

/// One year's landscapes from its closed summary; patches stay where the plan keeps them.
/// \param crossing, again  what the second sweep knows; not looked at where there was none
LandscapeYear finish_year(std::int64_t year, landscape::Summary& summary,
                          landscape::CrossingPatches* crossing, landscape::SecondSummary* again,
                          const LandscapePlan& plan, int threads);

}  // namespace terrabalance
