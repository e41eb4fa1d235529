#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/value/grid.hpp"
#include "engine/value/line_vector.hpp"
#include "engine/value/tile_view.hpp"
#include "io/raster/block_reader.hpp"
#include "io/raster/dataset.hpp"

class GDALRasterBand;

namespace terrabalance {

/// Reads tiles of the first band of one raster, block by block and past GDAL's block cache: a tile
/// of whole blocks is decoded once. Other tiles (with a halo) share blocks with their neighbours
/// and go through the cache. One for each thread and layer.
class BandReader {
 public:
  explicit BandReader(const std::string& path);

  /// Reads the band as it looks on another grid (align_nearest()).
  BandReader(const std::string& path, const Grid& aligned_to);

  const std::string& path() const { return path_; }
  Grid grid() const { return grid_of(*dataset_, path_); }
  BlockSize block_size() const;
  bool is_integer() const;
  /// Bytes that a block takes in the file, where the format says so (GeoTIFF); else 0.
  std::int64_t stored_bytes(std::int64_t block_x, std::int64_t block_y) const;
  /// Bytes a cell of a tile that reading holds at most: packed, unpacked, converted, masked.
  std::int64_t cell_bytes() const;

  /// Integer codes, as 8-bit where they fit; valid until the next call.
  /// \throws RunError naming file and block if it cannot be read, or file and cell if a value is
  ///         below 0 or above 65534 and not nodata
  CodeLayer read_codes(const Tile& tile);

  /// Zones as runs; cells that are 0, nodata or masked are in no run.
  void read_zones(const Tile& tile, ZoneRuns& runs);

  /// Reals as they are, NaN where there is no value.
  Span2D<const float> read_reals(const Tile& tile);

  /// Reals; 0 where there is no value or it is NaN.
  /// \throws InputError naming file and cell if a value is negative or infinite
  Span2D<const float> read_weights(const Tile& tile);

 private:
  template <class T>
  void read_cells(const Tile& tile, LineVector<T>& target);
  std::optional<double> uniform_value(const Tile& tile);
  bool is_zone(double value) const;
  bool read_bytes(const Tile& tile);
  void read_integers(const Tile& tile);
  BandReader(std::string path, DatasetPtr dataset);
  template <class T>
  void read_cached(GDALRasterBand& band, const Tile& tile, LineVector<T>& target);
  void read_mask(const Tile& tile);
  bool read_masked_bytes(const Tile& tile, int nodata);
  template <class Native>
  void zones_from(const Tile& tile, LineVector<Native>& cells, ZoneRuns& runs);
  CodeLayer narrow(const Tile& tile);

  std::string path_;
  DatasetPtr dataset_;
  GDALRasterBand* band_;
  bool has_nodata_ = false;
  double nodata_ = 0;
  bool has_mask_ = false;

  std::optional<BlockReader> blocks_;
  std::optional<BlockReader> mask_blocks_;
  LineVector<std::uint8_t> mask_;
  LineVector<std::uint8_t> bytes_;
  std::optional<double> bytes_value_;  // that all of bytes_ have, if known
  LineVector<std::uint16_t> words_;
  LineVector<std::int32_t> integers_;
  LineVector<float> reals_;
};

}  // namespace terrabalance
