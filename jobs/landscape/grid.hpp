#pragma once

#include <string>
#include <vector>

#include "jobs/landscape/plan.hpp"
#include "kernels/landscape/analysis_grid.hpp"

namespace terrabalance {

/// The grid that `--grid-cell` asks for.
/// \param text  side of a cell: a number of the raster's cells, or of kilometres ("5km")
/// \throws InputError if it is no such size, or larger than the raster
landscape::AnalysisGrid analysis_grid_of(const std::string& text, const Grid& grid,
                                         const landscape::CellSize& cell);

/// The indices of the plan for every cell of a regular grid, by a sweep of their own. Collective.
/// \param maps  folder that gets landscape_grid_YEAR.tif, a band for each index; empty: none
/// \return landscape/grid_class and landscape/grid, on the root rank
std::vector<Table> grid_tables(Session& session, const RasterStudy& study, const RasterStack& stack,
                               const LandscapeClasses& classes, const LandscapePlan& plan,
                               const landscape::AnalysisGrid& grid, const std::string& maps);

}  // namespace terrabalance
