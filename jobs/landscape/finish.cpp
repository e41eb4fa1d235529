#include "jobs/landscape/finish.hpp"

#include <utility>

namespace terrabalance {

LandscapeYear share_of_year(std::int64_t year, landscape::Summary& summary,
                            const landscape::SecondSummary* again) {
  LandscapeYear result;
  result.year = year;
  result.patches = std::move(summary.closed);
  if (again != nullptr) result.neighbours = settled_neighbours(*again);
  return result;
}

LandscapeYear finish_year(std::int64_t year, landscape::Summary& summary,
                          landscape::CrossingPatches* crossing, landscape::SecondSummary* again,
                          const LandscapePlan& plan, int threads) {
  std::vector<landscape::PatchProximity> proximity;
  if (plan.second_sweep()) {
    finish_crossing(summary, *crossing, *again, plan.patches);
    if (plan.edges.nearest) fold_neighbours(summary, *again, plan.patches, threads);
    if (plan.proximity.asked()) {
      proximity = landscape::proximity(again->edges, summary.closed, plan.patches.cell,
                                       plan.proximity, threads);
    }
  }
  LandscapeYear result = share_of_year(year, summary, again);
  result.proximity = std::move(proximity);
  result.landscapes =
      landscape::landscapes(summary, plan.patches.cell, 0, plan.patches.measured.convention);
  for (landscape::Landscape& landscape : result.landscapes)
    landscape.contrast = plan.contrast;
  if (plan.proximity.asked()) add_proximity(result.landscapes, result.proximity);
  return result;
}

}  // namespace terrabalance
