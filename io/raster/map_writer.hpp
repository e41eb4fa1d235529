#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "engine/runtime/communicator.hpp"
#include "engine/sweep/partition.hpp"
#include "engine/value/grid.hpp"
#include "io/raster/dataset.hpp"

namespace terrabalance {

/// Writes a map of reals: each rank its own rows as a tiled, compressed float32 GeoTIFF, and one
/// VRT over them that opens as the whole. No value is NaN. Files take their names when they are
/// complete.
class MapWriter {
 public:
  /// \param name  file name without ending: FOLDER/NAME.vrt
  /// \throws InputError if the folder cannot be made or written
  MapWriter(const std::string& folder, const std::string& name, const std::string& unit,
            const Grid& grid, const Partition& partition, const Communicator& communicator);
  ~MapWriter();
  MapWriter(const MapWriter&) = delete;
  MapWriter& operator=(const MapWriter&) = delete;

  /// Writes the cells of a tile of this rank. Thread-safe.
  void write(const Tile& tile, std::span<const double> cells);

  /// Closes this rank's file and, on the root, writes the VRT. Collective.
  void commit(const Partition& partition);

  /// Path of the VRT.
  std::string path() const { return stem_ + ".vrt"; }

 private:
  std::string piece(int rank) const;
  void write_vrt(const Partition& partition) const;

  std::string stem_;
  Grid grid_;
  Communicator communicator_;
  std::int64_t first_row_ = 0;
  DatasetPtr dataset_;
  std::mutex mutex_;
};

}  // namespace terrabalance
