#pragma once

#include <cstdint>

#include "jobs/raster/step.hpp"

namespace terrabalance {

/// Memory that a rank needs for its sweeps, beyond what it has when they begin; bytes. What patches
/// need depends on the land: of those that stay open along borders the least is counted.
struct MemoryNeed {
  std::int64_t threads = 1;
  std::int64_t of_thread = 0;  ///< its tiles of all layers, and what a kernel makes of one
  std::int64_t of_rank = 0;    ///< samples of the overview, borders of patches, tables, the result
  bool at_least = false;       ///< patches are kept: by the land, more than that

  std::int64_t bytes() const { return of_rank + threads * of_thread; }
};

MemoryNeed memory_need(const RasterScene& scene, const Partition& partition,
                       const FirstSweep& sweep);

/// Compares the need with what limits leave (ulimit, cgroup, the machine). Collective.
/// \throws InputError saying how much is missing, of which limit, and what would do
void require_memory(const Communicator& ranks, const MemoryNeed& need);

}  // namespace terrabalance
