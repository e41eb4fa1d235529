#pragma once

#include <string>

#include "jobs/raster/step.hpp"
#include "jobs/run/plan.hpp"

namespace terrabalance {

/// What a run is expected to take. Roughly: other land and other machines differ by a factor of a
/// few.
struct RunCost {
  std::int64_t width = 0;  ///< cells
  std::int64_t height = 0;
  std::size_t years = 0;
  int ranks = 1;
  int threads = 1;           ///< a rank
  double memory_bytes = 0;   ///< a rank
  double seconds = 0;        ///< of the sweeps, if disks keep up
  double merge_seconds = 0;  ///< of these: merging ranks
  double result_bytes = 0;   ///< the result file
  double map_bytes = 0;      ///< maps beside it

  double cells() const;  ///< cell-years in a sweep
};

/// \param again  whether there is a second sweep
RunCost cost_of(const RunPlan& plan, const RasterScene& scene, int ranks, bool again);

/// The same in words, a fact a line.
std::string as_text(const RunCost& cost);

}  // namespace terrabalance
