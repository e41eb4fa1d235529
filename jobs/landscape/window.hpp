#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "jobs/landscape/plan.hpp"
#include "jobs/landscape/window_options.hpp"

namespace terrabalance {

/// \throws InputError for an unknown index, a window larger than the raster, or no folder
void check_window(const WindowOptions& options, const Grid& grid);

/// Writes FOLDER/window_INDEX_YEAR.vrt, and for the class indices window_INDEX_CLASS_YEAR.vrt, by a
/// sweep of their own. Collective.
/// \param present  classes of each year's raster, on every rank
void write_window_maps(Session& session, const RasterStudy& study, const RasterStack& stack,
                       const LandscapeClasses& classes, const LandscapePlan& plan,
                       const std::vector<std::vector<landscape::ClassIndex>>& present,
                       const WindowOptions& options);

}  // namespace terrabalance
