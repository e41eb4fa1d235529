#pragma once

#include <cstdint>
#include <vector>

#include "engine/sweep/kernel.hpp"
#include "engine/value/tile_view.hpp"

namespace terrabalance {

/// A raster of samples over a grid: every `step`-th cell of every `step`-th row.
struct SampleGrid {
  std::int64_t step = 1;
  std::int64_t width = 0;   ///< samples in a row
  std::int64_t height = 0;  ///< rows of samples

  /// The finest whose longer side is at most `limit` samples.
  static SampleGrid of(const Grid& grid, std::int64_t limit);
  /// Columns and rows of the grid where samples are taken: first() + i * step.
  std::int64_t first() const { return step / 2; }
};

/// Zone and codes of the cells of a sample grid that lie in a zone: what an overview map is drawn
/// from. Bounded by the sample grid, whatever the size of the rasters.
class CellSamples {
 public:
  static constexpr std::int32_t no_data = -1;

  /// One record a sample, in no order: place (row * width + column of the sample grid), zone, then
  /// the code of each layer or no_data.
  using Summary = std::vector<std::int32_t>;

  explicit CellSamples(SampleGrid samples) : samples_(samples) {}

  Summary scan(const TileView& view) const;
  void merge(Summary& first, Summary&& second, Side side) const;

 private:
  SampleGrid samples_;
};

}  // namespace terrabalance
