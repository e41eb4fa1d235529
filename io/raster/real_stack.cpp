#include "io/raster/real_stack.hpp"

#include <algorithm>
#include <utility>

#include "io/raster/dataset.hpp"

namespace terrabalance {

RealStack::RealStack(std::vector<std::string> paths) : paths_(std::move(paths)) {
  for (const auto& path : paths_) {
    const BandReader band(path);
    if (&path == &paths_.front()) {
      grid_ = band.grid();
      block_ = band.block_size();
    } else {
      require_same_grid(grid_, paths_.front(), band.grid(), path);
    }
  }
}

Partition RealStack::partition(std::optional<std::int64_t> side) const {
  constexpr std::int64_t default_cells = 1 << 18;
  const auto whole = [](std::int64_t cells, std::int64_t block) {
    return (cells + block - 1) / block * block;
  };
  const std::int64_t width = whole(side.value_or(512), block_.width);
  const std::int64_t rows =
      side.value_or(std::max<std::int64_t>(1, default_cells / std::min(width, grid_.width)));
  return {grid_, width, whole(rows, block_.height)};
}

RealStack::Reader::Reader(const RealStack& stack) {
  for (const auto& path : stack.paths_)
    layers_.emplace_back(path);
  view_.reals.resize(layers_.size());
}

const TileView& RealStack::Reader::read(const Tile& tile) {
  view_.tile = tile;
  view_.core = tile;
  for (std::size_t i = 0; i < layers_.size(); ++i)
    view_.reals[i] = layers_[i].read_reals(tile);
  return view_;
}

}  // namespace terrabalance
