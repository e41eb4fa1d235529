#pragma once

#include <memory>
#include <string>

#include "engine/sweep/checkpoint.hpp"
#include "jobs/raster/step.hpp"
#include "jobs/session.hpp"

namespace terrabalance {

/// Where a raster job keeps what it has swept: OUTPUT.checkpoint. Unless it resumes, what is there
/// is removed. Collective.
/// \param jobs  names of the jobs that share the sweep
std::shared_ptr<Checkpoint> checkpoint_of(const Session& session, const RasterScene& scene,
                                          const Partition& partition, const std::string& jobs);

/// Once the result has its name, nothing is left to go on from.
void remove_checkpoint(const RasterStudy& study);

}  // namespace terrabalance
