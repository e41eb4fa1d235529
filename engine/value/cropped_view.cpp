#include "engine/value/cropped_view.hpp"

#include <algorithm>

namespace terrabalance {
namespace {

template <class T>
Span2D<T> cropped(const Span2D<T>& cells, std::int64_t dx, std::int64_t dy, const Tile& tile) {
  return {cells.data + dy * cells.stride + dx, tile.width, tile.height, cells.stride};
}

}  // namespace

CroppedView::CroppedView(const TileView& view, const Tile& tile) {
  const std::int64_t dx = tile.x - view.tile.x;
  const std::int64_t dy = tile.y - view.tile.y;
  cropped_.tile = tile;
  cropped_.core = view.core;
  for (const CodeLayer& layer : view.codes) {
    std::visit(
        [&](const auto& cells) {
          cropped_.codes.push_back({cropped(cells, dx, dy, tile), layer.nodata});
        },
        layer.cells);
  }
  for (const auto& layer : view.weights)
    cropped_.weights.push_back(cropped(layer, dx, dy, tile));
  for (const auto& layer : view.reals)
    cropped_.reals.push_back(cropped(layer, dx, dy, tile));
  if (view.zones == nullptr) return;
  for (std::int64_t y = dy; y < dy + tile.height; ++y) {
    for (const ZoneRun& run : view.zones->row(y)) {
      const auto begin = static_cast<std::int32_t>(std::max<std::int64_t>(run.begin - dx, 0));
      const auto end = static_cast<std::int32_t>(std::min(run.end - dx, tile.width));
      if (begin < end) zones_.add({begin, end, run.zone});
    }
    zones_.end_row();
  }
  cropped_.zones = &zones_;
}

}  // namespace terrabalance
