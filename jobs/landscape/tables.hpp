#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/value/table.hpp"
#include "kernels/landscape/metrics.hpp"
#include "kernels/landscape/second_sweep/neighbours.hpp"
#include "kernels/landscape/second_sweep/proximity.hpp"

namespace terrabalance {

/// One year's landscapes, complete, on the root rank; and the patches that are asked for, and what
/// is around them, on whatever rank and in no particular order.
struct LandscapeYear {
  std::int64_t year = 0;
  std::vector<landscape::Landscape> landscapes;
  std::vector<landscape::Patch> patches;
  std::vector<landscape::Neighbour> neighbours;      ///< empty if not asked for
  std::vector<landscape::PatchProximity> proximity;  ///< empty if not asked for
};

/// What the numbers of zones and classes are called.
struct LandscapeNames {
  std::function<std::string(std::int32_t)> zone;
  std::function<std::string(landscape::ClassIndex)> class_name;
};

Table class_table(const std::vector<LandscapeYear>& years, const landscape::Selection& selection,
                  const LandscapeNames& names);
Table landscape_table(const std::vector<LandscapeYear>& years,
                      const landscape::Selection& selection, const LandscapeNames& names);

}  // namespace terrabalance
