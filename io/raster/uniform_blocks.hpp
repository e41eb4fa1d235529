#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

class GDALDataset;
class GDALRasterBand;

namespace terrabalance {

/// Knows blocks of one value by their packed bytes, so that sea, nodata and the inside of zones
/// need not be unpacked: within a file, blocks of the same bytes have the same cells. For GeoTIFF
/// with blocks of 256 x 256 cells or more; of other files it knows nothing.
class UniformBlocks {
 public:
  /// \param path     that the dataset was opened by
  /// \param band     outlives this
  /// \param dataset  the band is one of its bands, no mask or overview; null: know nothing
  UniformBlocks(std::string path, GDALRasterBand& band, GDALDataset* dataset);

  /// The value of all cells of a block, if a block of the same bytes was noted before.
  /// \return nothing also where there is no telling
  std::optional<double> value_of(std::int64_t block_x, std::int64_t block_y);

  /// Whether the block last asked for packs so well that it may be of one value.
  bool may_be_uniform() const { return !packed_.empty(); }

  /// The block last asked for turned out to be of one value.
  void note(double value);

 private:
  struct CloseFile {
    void operator()(void* file) const;
  };

  std::optional<double> look_up(std::int64_t block_x, std::int64_t block_y);
  bool read_packed(std::int64_t block_x, std::int64_t block_y);

  GDALRasterBand* band_;
  std::string path_;
  std::int64_t most_bytes_ = 0;  // that a block of one value packs into; 0: never ask
  std::unique_ptr<void, CloseFile> file_;
  std::int64_t block_x_ = -1;  // last asked for, and the answer: a reader asks for the tile first
  std::int64_t block_y_ = -1;
  std::optional<double> value_;
  std::string packed_;  // empty if it is too long or unknown
  std::unordered_map<std::string, double> value_by_bytes_;
};

}  // namespace terrabalance
