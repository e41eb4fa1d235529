#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "engine/sweep/kernel.hpp"
#include "engine/sweep/partition.hpp"
#include "engine/value/cropped_view.hpp"
#include "engine/value/tile_view.hpp"

/// \file
/// Halos: the cells around a tile that a kernel needs to see. A kernel declares how many with a
/// member `halo()`; it then gets tiles that are larger by so many cells on each side, as far as the
/// grid reaches, with TileView::core the cells that the scan is about.
namespace terrabalance {

/// Cells of a halo that the kernel wants on each side; 0 if it says nothing.
template <class K>
std::int64_t halo_of(const K& kernel) {
  if constexpr (requires { kernel.halo(); }) {
    return kernel.halo();
  } else {
    return 0;
  }
}

/// The tile with `halo` more cells on each side, as far as `bounds` reach.
inline Tile expanded(const Tile& tile, std::int64_t halo, const Tile& bounds) {
  const std::int64_t x0 = std::max(bounds.x, tile.x - halo);
  const std::int64_t y0 = std::max(bounds.y, tile.y - halo);
  const std::int64_t x1 = std::min(bounds.x + bounds.width, tile.x + tile.width + halo);
  const std::int64_t y1 = std::min(bounds.y + bounds.height, tile.y + tile.height + halo);
  return {x0, y0, x1 - x0, y1 - y0};
}

/// A source of tiles whose readers add a halo. The source outlives it.
template <class Source>
class HaloSource {
  using SourceReader = decltype(std::declval<const Source&>().reader());

 public:
  HaloSource(const Source& source, std::int64_t halo, const Tile& grid)
      : source_(&source), halo_(halo), grid_(grid) {}

  class Reader {
   public:
    explicit Reader(const HaloSource& source)
        : source_(&source), reader_(source.source_->reader()) {}

    /// Valid until the next call.
    const TileView& read(const Tile& tile) {
      view_ = reader_.read(expanded(tile, source_->halo_, source_->grid_));
      view_.core = tile;
      return view_;
    }

   private:
    const HaloSource* source_;
    SourceReader reader_;
    TileView view_;
  };

  Reader reader() const { return Reader(*this); }

 private:
  const Source* source_;
  std::int64_t halo_;
  Tile grid_;
};

/// Scans a view that may have a larger halo than the kernel wants.
template <Kernel K>
typename K::Summary scan_core(const K& kernel, const TileView& view) {
  if (view.core.cells() == 0) return kernel.scan(view);  // no halo at all
  const Tile wanted = expanded(view.core, halo_of(kernel), view.tile);
  if (wanted == view.tile) return kernel.scan(view);
  return kernel.scan(CroppedView(view, wanted).get());
}

}  // namespace terrabalance
