#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/sweep/partition.hpp"
#include "engine/value/grid.hpp"
#include "engine/value/tile_view.hpp"
#include "io/raster/band_reader.hpp"

namespace terrabalance {

/// Layers of reals on one grid, as the engine's sweep reads them: TileView::reals in their order.
/// Shared by all threads, each of which reads through its own reader.
class RealStack {
 public:
  class Reader {
   public:
    explicit Reader(const RealStack& stack);
    /// Valid until the next call.
    const TileView& read(const Tile& tile);

   private:
    std::vector<BandReader> layers_;
    TileView view_;
  };

  /// \throws InputError naming a file that cannot be used, or that is on another grid
  explicit RealStack(std::vector<std::string> paths);

  const Grid& grid() const { return grid_; }
  /// Tiles of whole blocks of the first layer. \param side  cells
  Partition partition(std::optional<std::int64_t> side) const;
  Reader reader() const { return Reader(*this); }

 private:
  std::vector<std::string> paths_;
  Grid grid_;
  BlockSize block_{1, 1};
};

}  // namespace terrabalance
