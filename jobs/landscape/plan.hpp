#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "jobs/landscape/cell_size.hpp"
#include "jobs/landscape/landscape.hpp"
#include "jobs/landscape/tables.hpp"
#include "kernels/landscape/metrics.hpp"

namespace terrabalance {

/// The deepest edge that cores can have, in cells: tiles are read with as many cells around them.
inline constexpr std::int64_t deepest_edge = 1000;

/// Classes by number; without a legend every code is its own class.
struct LandscapeClasses {
  landscape::ClassTable table;
  std::vector<std::string> names;  ///< empty without a legend

  std::string name(landscape::ClassIndex index) const {
    return names.empty() ? std::to_string(index) : names[index];
  }
};

LandscapeClasses classes_of(const Legend& legend);

/// The indices that were asked for, and what they need.
struct LandscapePlan {
  landscape::Selection selection;
  landscape::PatchOptions patches;
  landscape::EdgeUse edges;  ///< in the second sweep
  landscape::ProximityOptions proximity;
  std::shared_ptr<const landscape::ClassWeights> contrast;  ///< null: not asked for

  bool second_sweep() const { return patches.keep_crossing; }
};

/// By the options or else the study file.
bool geographic_is_allowed(const LandscapeOptions& options, const RasterStudy& study);

/// \throws InputError for what options or study file have wrong
LandscapePlan plan_of(const LandscapeOptions& options, const RasterStudy& study, const Grid& grid,
                      const CellMeasure& measure, const LandscapeClasses& classes);

}  // namespace terrabalance
