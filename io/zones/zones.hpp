#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/value/grid.hpp"
#include "engine/value/tile_view.hpp"
#include "io/raster/band_reader.hpp"
#include "io/zones/scanline.hpp"

namespace terrabalance {

/// Where the zones (cities) of a study come from.
struct ZoneSource {
  std::string path;   ///< polygons of any OGR format or an integer raster
  std::string layer;  ///< of the polygon file; empty: its first
  std::string id_field;
  std::string name_field;  ///< empty: names are ids
};

/// The zones of a study on its grid. Kernels know them by number; people by id and name.
/// Immutable and shared by all threads, each of which reads through its own reader.
class Zones {
 public:
  class Reader;

  /// The whole raster as one zone named `all`.
  static Zones whole();

  /// Polygons or an integer raster (0 and nodata: no zone).
  /// \throws InputError if the file cannot be used: no polygon, no id, another grid, nothing inside
  static Zones open(const ZoneSource& source, const Grid& grid, const std::string& grid_path);

  /// The id as the file states it, for a number that a ZoneRun carries.
  std::string id(std::int32_t zone) const;
  std::string name(std::int32_t zone) const;

  /// All zones that are known before the raster is read: those of a polygon file, in file order.
  const std::vector<std::string>& listed_ids() const { return ids_; }

  /// What the user should know: zones that overlap or lie outside the grid.
  const std::vector<std::string>& warnings() const { return warnings_; }

  /// Raster zones are read from a file of its own blocks.
  std::optional<BlockSize> block_size() const;

  Reader reader() const;

 private:
  static Zones from_polygons(const ZoneSource& source, const Grid& grid);
  static Zones from_raster(const ZoneSource& source, const Grid& grid,
                           const std::string& grid_path);
  void check_polygons(const std::string& path, const Grid& grid);

  std::vector<std::string> ids_;
  std::vector<std::string> names_;
  std::vector<std::string> warnings_;
  std::shared_ptr<const Scanline> polygons_;
  std::vector<std::int32_t> zone_of_polygon_;
  std::int64_t columns_ = 0;
  std::string raster_path_;
  std::optional<BlockSize> block_size_;
};

/// Reads the zones of one tile after another; one a thread.
class Zones::Reader {
 public:
  explicit Reader(const Zones& zones);

  /// Valid until the next call.
  const ZoneRuns& read(const Tile& tile);

 private:
  void read_whole(const Tile& tile);
  void read_polygons(const Tile& tile);

  const Zones* zones_;
  std::optional<BandReader> raster_;
  ZoneRuns runs_;
  // Runs of whole rows, kept for the next tile of the same tile row.
  std::int64_t first_row_ = -1;
  std::vector<std::vector<Scanline::Span>> rows_;
};

}  // namespace terrabalance
