#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
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

/// Samples of one tile. Small, as what touches fresh memory costs more than what fills it.
struct TileSamples {
  /// Samples beside each other in one zone.
  struct Run {
    std::int32_t place;  ///< of the first: row * width + column of the sample grid
    std::int32_t zone;
    std::int32_t samples;
  };
  std::vector<Run> runs;
  std::vector<std::uint16_t> codes;  ///< of each sample, layer by layer

  template <class Archive>
  void archive(Archive& a) {
    a(runs, codes);
  }
};

/// Zone and codes of the cells of a sample grid that lie in a zone: what an overview map is drawn
/// from. Bounded by the sample grid, whatever the size of the rasters.
class CellSamples {
 public:
  static constexpr std::uint16_t no_data = 65535;

  /// In no order: merging moves them without a copy.
  using Summary = std::vector<TileSamples>;

  explicit CellSamples(SampleGrid samples) : samples_(samples) {}

  Summary scan(const TileView& view) const;
  void merge(Summary& first, Summary&& second, Side side) const;

 private:
  SampleGrid samples_;
};

/// Calls visit(place, zone, codes) for every sample, with the code of each layer or no_data.
template <class Visit>
void for_each_sample(const CellSamples::Summary& summary, std::size_t layers, const Visit& visit) {
  for (const TileSamples& tile : summary) {
    std::span<const std::uint16_t> codes = tile.codes;
    for (const TileSamples::Run& run : tile.runs) {
      for (std::int32_t i = 0; i < run.samples; ++i, codes = codes.subspan(layers))
        visit(run.place + i, run.zone, codes.first(layers));
    }
  }
}

}  // namespace terrabalance
