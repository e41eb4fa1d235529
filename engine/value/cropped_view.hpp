#pragma once

#include "engine/value/tile_view.hpp"

namespace terrabalance {

/// A part of a view: for what wants a smaller halo than the view has. The view outlives it.
class CroppedView {
 public:
  /// \param tile  within view.tile
  CroppedView(const TileView& view, const Tile& tile);
  CroppedView(const CroppedView&) = delete;
  CroppedView& operator=(const CroppedView&) = delete;

  const TileView& get() const { return cropped_; }

 private:
  ZoneRuns zones_;
  TileView cropped_;
};

}  // namespace terrabalance
