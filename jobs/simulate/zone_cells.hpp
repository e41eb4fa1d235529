#pragma once

#include <cstdint>
#include <span>

#include "jobs/simulate/plan.hpp"

namespace terrabalance::simulation {

/// The zone raster of a plan, tile by tile; shared by all threads.
class ZoneCells {
 public:
  explicit ZoneCells(const Plan& plan) : plan_(&plan) {}

  /// Writes the code of each cell's city, 0 outside all; row-major.
  void burn(const Tile& tile, std::span<std::int32_t> cells) const;

 private:
  const Plan* plan_;
};

}  // namespace terrabalance::simulation
