#include "jobs/simulate.hpp"

#include <algorithm>

#include "jobs/simulate/plan.hpp"
#include "jobs/simulate/rasters.hpp"
#include "jobs/simulate/study_files.hpp"

namespace terrabalance {

void simulate(const Runtime& runtime, const SimulateOptions& options) {
  SimulateOptions ordered = options;
  std::ranges::sort(ordered.years);
  const Communicator& ranks = runtime.communicator;
  const auto plan = ranks.together([&] { return simulation::make_plan(ordered); });
  ranks.together([&] {
    if (ranks.is_root()) simulation::write_study_files(ordered, plan);
  });
  ranks.together([&] { simulation::write_rasters(runtime, ordered, plan); });
}

}  // namespace terrabalance
