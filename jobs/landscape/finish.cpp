#include "jobs/landscape/finish.hpp"

#include <utility>

namespace terrabalance {

LandscapeYear finish_year(std::int64_t year, landscape::Summary& summary,
                          landscape::CrossingPatches* crossing, landscape::SecondSummary* again,
                          const LandscapePlan& plan, int threads) {
  LandscapeYear result;
  result.year = year;
  if (plan.second_sweep()) {
    finish_crossing(summary, *crossing, *again, plan.patches);
    if (plan.edges.nearest)
      result.neighbours = fold_neighbours(summary, *again, plan.patches, threads);
    if (plan.proximity.asked()) {
      result.proximity = landscape::proximity(again->edges, summary.closed, plan.patches.cell,
                                              plan.proximity, threads);
    }
  }
  result.landscapes =
      landscape::landscapes(summary, plan.patches.cell, 0, plan.patches.measured.convention);
  for (landscape::Landscape& landscape : result.landscapes)
    landscape.contrast = plan.contrast;
  if (plan.proximity.asked()) add_proximity(result.landscapes, result.proximity);
  result.patches = std::move(summary.closed);
  sort_patches(result.patches);
  return result;
}

}  // namespace terrabalance
