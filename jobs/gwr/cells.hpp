#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "jobs/session.hpp"
#include "jobs/study/city_study.hpp"
#include "kernels/gwr/observations.hpp"

namespace terrabalance {

/// The cells of a study's analysis grid in a year, as places of a regression.
struct CellYear {
  std::int64_t year = 0;
  std::vector<std::int64_t> columns;  ///< of the grid, from 0
  std::vector<std::int64_t> rows;
  gwr::Observations data;  ///< x, y: the cells' middles, in the raster's units
};

/// Response: net, source, sink (t C/yr, of the raster's cells in a cell of the grid: the sum of
/// all, of those above 0, of the others, as a number above 0) or intensity (net per ha of cells
/// that have a value), from the study's maps of net carbon. Predictors: landscape indices, INDEX of
/// the cell or INDEX.CLASS, as landscape/grid and landscape/grid_class name them; NaN where there
/// is none. Reads one map at a time, a row of the grid at a time. \throws InputError naming what
/// the study lacks, or an index that is unknown
std::vector<CellYear> grid_cells(Session& session, const CityStudy& study,
                                 const std::string& response,
                                 const std::vector<std::string>& predictors);

}  // namespace terrabalance
