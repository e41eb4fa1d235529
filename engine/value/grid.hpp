#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace terrabalance {

/// A rectangle of cells of a grid; x and y are its first column and row.
struct Tile {
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::int64_t width = 0;
  std::int64_t height = 0;

  std::int64_t cells() const { return width * height; }
  friend bool operator==(const Tile&, const Tile&) = default;
};

/// Columns and rows of a tile.
struct TileSize {
  std::int64_t width;
  std::int64_t height;
};

/// The raster grid that all layers of a study share.
struct Grid {
  std::int64_t width = 0;   ///< columns
  std::int64_t height = 0;  ///< rows
  /// Affine map from (column, row) to coordinates, in GDAL's order: x = g0 + col g1 + row g2,
  /// y = g3 + col g4 + row g5. Rotated grids (g2 or g4 not 0) are refused on opening.
  std::array<double, 6> geotransform{0, 1, 0, 0, 0, 1};
  std::string crs{};  ///< WKT; empty if the file states none

  std::int64_t cells() const { return width * height; }
};

}  // namespace terrabalance
