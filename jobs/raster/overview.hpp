#pragma once

#include "io/result/overview.hpp"
#include "jobs/raster/step.hpp"
#include "kernels/overview/cell_samples.hpp"

namespace terrabalance {

/// The samples of an overview of these rasters: at most 600 a side.
SampleGrid overview_samples(const Grid& grid);

/// The overview of a study. \param samples  of all cells
Overview make_overview(const RasterScene& scene, const CellSamples::Summary& samples);

}  // namespace terrabalance
