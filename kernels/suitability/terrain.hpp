#pragma once

#include <cstdint>
#include <span>

#include "engine/value/cell_size.hpp"
#include "engine/value/grid.hpp"
#include "engine/value/span2d.hpp"

/// \file
/// Terrain factors of a digital elevation model (metres; NaN where there is no value). Each
/// function fills the cells of `core`, row-major, from `dem`, the cells of `tile`, which holds core
/// and its halo as far as the grid reaches.
namespace terrabalance {

/// A tile of elevation with its halo.
struct ElevationTile {
  Span2D<const float> dem;
  Tile tile;           ///< what dem covers
  Tile core;           ///< what is asked for
  std::int64_t width;  ///< of the grid
  std::int64_t height;
};

/// Slope in degrees and aspect in degrees clockwise from north (NaN where level), by Horn 1981,
/// "Hill shading and the reflectance map", Proc. IEEE 69, from the eight neighbours. Needs a halo
/// of 1. At the grid's border the missing row or column is extrapolated linearly, 2 a - b; in the
/// first and last row what lies left or right of the grid is as the cell beside it. Where a
/// neighbour has no value, the cell's own value stands in. This is what `gdaldem slope
/// -compute_edges` does. \param slope, aspect  core.cells() long; aspect may be empty: not wanted
void slope_and_aspect(const ElevationTile& elevation, const CellSize& cells, std::span<float> slope,
                      std::span<float> aspect);

/// Highest less lowest elevation within `radius` cells in either direction, as far as the grid
/// reaches and over cells with a value; NaN where the cell itself has none. Needs a halo of radius.
void relief(const ElevationTile& elevation, std::int64_t radius, std::span<float> relief);

}  // namespace terrabalance
