#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "engine/value/archive.hpp"
#include "kernels/landscape/patches/patch_kernel.hpp"
#include "kernels/landscape/second_sweep/neighbours.hpp"

/// \file
/// Small rasters in memory, cut into tiles and merged as the engine does it.
namespace terrabalance::landscape::test {

struct Raster {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::vector<std::uint8_t> codes;
  int nodata = -1;
  std::vector<std::int32_t> zones;  ///< one a cell, 0 = none; empty: one zone 0 over all
  CellSize cell;
};

/// A raster from a picture: one character a cell, digits are codes, '.' is nodata.
Raster picture(std::string_view rows);

/// A random raster of up to 24 x 24 cells, some with nodata, some with zones.
Raster random_raster(std::mt19937& random);

/// Those of its cells that lie in a rectangle; cells outside all zones become nodata.
Raster part_of(const Raster& raster, const Tile& part);

/// How a raster is cut.
struct Cut {
  std::int64_t tile_width = 1 << 20;
  std::int64_t tile_height = 1 << 20;
  int ranks = 1;  ///< bands of tile rows, sent as bytes and merged pairwise
};

/// Memory for the views of tiles.
class Tiles {
 public:
  explicit Tiles(const Raster& raster) : raster_(raster) {}
  const TileView& read(const Tile& tile);

 private:
  const Raster& raster_;
  ZoneRuns zones_;
  TileView view_;
};

PatchOptions options_for(const Raster& raster, Directions directions, const Measured& measured);

/// Visits the tiles and merges what `scan` makes of them.
template <class S, class Scan, class Merge>
S sweep_tiles(const Raster& raster, const Cut& cut, const Scan& scan, const Merge& merge) {
  const std::int64_t tile_rows = (raster.height + cut.tile_height - 1) / cut.tile_height;
  Tiles tiles(raster);
  std::vector<std::optional<S>> bands(static_cast<std::size_t>(cut.ranks));
  for (std::int64_t row = 0; row < tile_rows; ++row) {
    std::optional<S> whole_row;
    for (std::int64_t x = 0; x < raster.width; x += cut.tile_width) {
      const std::int64_t y = row * cut.tile_height;
      S tile = scan(tiles.read({x, y, std::min(cut.tile_width, raster.width - x),
                                std::min(cut.tile_height, raster.height - y)}));
      if (whole_row) {
        merge(*whole_row, std::move(tile), Side::right);
      } else {
        whole_row = std::move(tile);
      }
    }
    auto& band = bands[static_cast<std::size_t>(row * cut.ranks / tile_rows)];
    if (band) {
      merge(*band, std::move(*whole_row), Side::below);
    } else {
      band = std::move(whole_row);
    }
  }
  for (std::size_t step = 1; step < bands.size(); step *= 2) {
    for (std::size_t rank = 0; rank + step < bands.size(); rank += 2 * step) {
      if (!bands[rank + step]) continue;
      auto sent = from_bytes<S>(to_bytes(*bands[rank + step]));
      if (bands[rank]) {
        merge(*bands[rank], std::move(sent), Side::below);
      } else {
        bands[rank] = std::move(sent);
      }
    }
  }
  return std::move(*bands[0]);
}

/// The closed summary of the whole raster.
Summary sweep_patches(const Raster& raster, const PatchOptions& options, const Cut& cut);

/// Everything, in two sweeps.
struct Whole {
  Summary summary;
  SecondSummary second;
  std::vector<Neighbour> neighbours;
};
Whole sweep_twice(const Raster& raster, PatchOptions options, const Cut& cut);

/// First band of a file, its nodata and cell size.
Raster read_raster(const std::string& file);

}  // namespace terrabalance::landscape::test
