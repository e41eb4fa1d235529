#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/value/grid.hpp"
#include "engine/value/line_vector.hpp"
#include "io/raster/uniform_blocks.hpp"

class GDALDataset;
class GDALRasterBand;

namespace terrabalance {

/// Size of the blocks in which a band is stored and compressed.
struct BlockSize {
  std::int64_t width;
  std::int64_t height;
};

BlockSize block_size_of(GDALRasterBand& band);

/// Reads tiles of a band block by block and past GDAL's block cache; blocks that are known to be of
/// one value are not unpacked.
class BlockReader {
 public:
  /// \param path     of the file, for messages
  /// \param band     outlives the reader
  /// \param dataset  that the band's blocks are stored in, read from `path`; null: somewhere else
  BlockReader(std::string path, GDALRasterBand& band, GDALDataset* dataset);

  /// Whether the tile is whole blocks, but for those at the grid's edge.
  bool is_whole_blocks(const Tile& tile) const;

  /// The one value of a tile of whole blocks, where their packed bytes tell so at once.
  std::optional<double> value_of(const Tile& tile);

  /// Fills target with the tile's cells, row by row; integers that T cannot hold saturate.
  /// \tparam T  uint8, uint16, int32 or float
  /// \throws RunError naming file and block if it cannot be read, InputError for complex cells
  template <class T>
  void read(const Tile& tile, LineVector<T>& target);

 private:
  template <class Native, class T>
  void read_as(const Tile& tile, LineVector<T>& target);
  template <class Native>
  void unpack(std::int64_t block_x, std::int64_t block_y, Native* to);

  std::string path_;
  GDALRasterBand* band_;
  BlockSize size_;
  UniformBlocks uniform_;
  std::vector<std::byte> block_;
};

}  // namespace terrabalance
