#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "jobs/landscape/window_options.hpp"
#include "jobs/raster/step.hpp"
#include "jobs/raster_options.hpp"
#include "jobs/session.hpp"

namespace terrabalance {

/// What `landscape` takes besides rasters and zones.
struct LandscapeOptions {
  RasterOptions rasters;
  std::string metrics = "fast";
  int directions = 0;           ///< 8 or 4; 0: as the study file says, else 8
  std::int64_t edge_depth = 0;  ///< cells; 0: as the study file says, else 1
  std::string convention;       ///< landscapemetrics or fragstats; empty: as the study file says
  std::string contrast;         ///< CSV class,other,contrast; empty: none
  std::string similarity;       ///< CSV class,other,similarity; empty: none
  double search_radius = 0;     ///< m, of prox, connect and simi; 0: none
  int neighbour = 0;            ///< k of ennk; 0: none
  bool allow_geographic = false;
  bool patches = false;
  std::int64_t chunk_alignment = 1;  ///< byte, of the patch table
  std::string patch_maps;            ///< folder, empty for none
  std::string grid_cell;  ///< side of the analysis grid's cells; empty: as the study file says
  std::string grid_maps;  ///< folder, empty for none
  WindowOptions window;
};

/// Usual tiles where patches are counted: what is open at a tile's sides costs more than what
/// leaves a core's own cache, and each row costs something, whatever its length.
inline constexpr TileSize landscape_tile{2048, 512};

/// The landscape indices of every zone and year: one sweep over the rasters, a second one for those
/// indices that need it. Collective.
void landscape_indices(Session& session, const LandscapeOptions& options);

/// The same as a step beside others. \param scene  outlives it
std::unique_ptr<RasterStep> landscape_step(Session& session, const RasterScene& scene,
                                           const LandscapeOptions& options);

}  // namespace terrabalance
