#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "engine/runtime/communicator.hpp"
#include "engine/sweep/partition.hpp"
#include "engine/value/grid.hpp"
#include "io/raster/dataset.hpp"
#include "io/raster/map_legend.hpp"

namespace terrabalance {

/// Writes a map: each rank its own rows as a tiled, compressed GeoTIFF, and one VRT over them that
/// opens as the whole; a single rank's file is NAME.tif. Reals are float32 with NaN for "no value",
/// codes 16-bit and ids 64-bit with 0 for it. Files take their names when they are complete.
class MapWriter {
 public:
  /// A map of reals.
  /// \param name  file name without ending: FOLDER/NAME.vrt; what is no part of a name becomes _
  /// \throws InputError if the folder cannot be made or written
  MapWriter(const std::string& folder, const std::string& name, std::string unit, Grid grid,
            const Partition& partition, Communicator communicator);

  /// A map of codes.
  MapWriter(const std::string& folder, const std::string& name, MapLegend legend, Grid grid,
            const Partition& partition, Communicator communicator);

  /// A map of ids.
  MapWriter(const std::string& folder, const std::string& name, Grid grid,
            const Partition& partition, Communicator communicator);
  ~MapWriter();
  MapWriter(const MapWriter&) = delete;
  MapWriter& operator=(const MapWriter&) = delete;

  /// Writes the cells of a tile of this rank. Thread-safe.
  void write(const Tile& tile, std::span<const double> cells);
  void write(const Tile& tile, std::span<const float> cells);
  void write(const Tile& tile, std::span<const std::uint16_t> cells);
  void write(const Tile& tile, std::span<const std::int64_t> cells);

  /// Closes this rank's file and, on the root, writes the VRT. Collective.
  void commit(const Partition& partition);

  /// Path of the VRT.
  std::string path() const { return stem_ + ".vrt"; }

 private:
  enum class Kind : std::uint8_t { reals, codes, ids };
  static constexpr std::int64_t block = 512;  // cells a side

  void create(const std::string& folder, const Partition& partition);
  template <class Cell>
  void write_cells(const Tile& tile, std::span<const Cell> cells);
  template <class Native, class Cell>
  void write_blocks(const Tile& tile, std::span<const Cell> cells);
  void write_block(std::int64_t bx, std::int64_t by, const Tile& part, bool whole, void* values);
  std::string piece(int rank) const;
  void write_vrt(const Partition& partition) const;

  Kind kind_;
  std::string stem_;
  std::string unit_;
  std::optional<MapLegend> legend_;  // of a map of codes
  Grid grid_;
  Communicator communicator_;
  std::int64_t first_row_ = 0;  // of this rank's file
  std::int64_t rows_ = 0;
  DatasetPtr dataset_;
  std::mutex mutex_;
};

}  // namespace terrabalance
