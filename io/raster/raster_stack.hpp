#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/sweep/partition.hpp"
#include "engine/value/tile_view.hpp"
#include "io/raster/band_reader.hpp"
#include "io/zones/zones.hpp"

namespace terrabalance {

/// Raster of one year.
struct YearFile {
  std::int64_t year;
  std::string path;
};

/// What becomes of a layer on another grid than the first year's.
enum class Alignment {
  refuse,  ///< it is an error that names the gdalwarp command
  nearest  ///< it is resampled as it is read
};

/// The layers of a study on one grid, as the engine's sweep reads them. Immutable; shared by all
/// threads, each of which reads through its own reader and file handles.
class RasterStack {
 public:
  class Reader;

  /// Opens all layers and checks that they fit together.
  /// \param land_use  at least one year, in order of time
  /// \param weights   float layers, in the order that TileView::weights gives them
  /// \throws InputError naming the file and what is wrong with it
  RasterStack(std::vector<YearFile> land_use, const std::optional<ZoneSource>& zones,
              std::vector<std::string> weights = {}, Alignment alignment = Alignment::refuse);

  /// Adds a layer of reals (elevation, a factor); TileView::reals has them in the order of adding.
  /// Before the first reader. \throws InputError if it is on another grid
  void add_reals(const std::string& path);

  const Grid& grid() const { return grid_; }
  const Zones& zones() const { return zones_; }
  const std::vector<YearFile>& land_use() const { return land_use_; }
  /// Files of all layers of cells.
  std::vector<std::string> paths() const;
  /// Land-use layers that are resampled onto the grid of the first.
  const std::vector<std::string>& resampled() const { return resampled_; }
  /// \throws InputError if the grid's CRS gives its cells no size
  CellSize cell_size() const { return cell_size_of(grid_, land_use_.front().path); }
  /// \throws InputError if the grid's CRS gives its cells no area
  CellArea cell_area() const { return cell_area_of(grid_, land_use_.front().path); }

  /// Tiles of whole blocks of every layer, where blocks allow. Ranks get bands of equal work, which
  /// is estimated by how many bytes the blocks take in the files: patchy land packs badly and
  /// costs more.
  /// \param side  cells; rounded up to whole blocks. Default: as many cells as a usual tile has,
  /// and as many columns, where blocks and the raster allow
  Partition partition(std::optional<std::int64_t> side) const;
  /// From now on usual tiles have so many columns and rows. At first 512 of both: a year of one
  /// stays in a core's own cache.
  void set_usual_tile(TileSize size) { usual_ = size; }

  /// Bytes a cell of a tile that one reader of all layers holds, at most.
  std::int64_t cell_bytes() const { return cell_bytes_; }

  /// \param areas  outlives the reader
  Reader reader() const;

 private:
  BandReader open_land_use(const std::string& path) const;
  void add(const BandReader& band);
  std::vector<std::int64_t> work_of_rows(const Partition& partition) const;
  void fit(BlockSize block);

  std::vector<YearFile> land_use_;
  std::vector<std::string> weights_;
  std::vector<std::string> resampled_;
  std::vector<std::string> reals_;
  Grid grid_;
  Zones zones_;
  BlockSize block_{1, 1};
  TileSize usual_{512, 512};
  std::int64_t cell_bytes_ = 0;
};

/// Reads one tile of all layers after another.
class RasterStack::Reader {
 public:
  explicit Reader(const RasterStack& stack);

  /// Valid until the next call.
  const TileView& read(const Tile& tile);

 private:
  std::vector<BandReader> land_use_;
  std::vector<BandReader> weights_;
  std::vector<BandReader> reals_;
  Zones::Reader zones_;
  TileView view_;
};

}  // namespace terrabalance
