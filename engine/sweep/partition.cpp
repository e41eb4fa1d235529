#include "engine/sweep/partition.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace terrabalance {

Partition::Partition(const Grid& grid, std::int64_t tile_width, std::int64_t tile_height)
    : width_(grid.width),
      height_(grid.height),
      tile_width_(std::clamp<std::int64_t>(tile_width, 1, grid.width)),
      tile_height_(std::clamp<std::int64_t>(tile_height, 1, grid.height)),
      columns_((width_ + tile_width_ - 1) / tile_width_),
      rows_((height_ + tile_height_ - 1) / tile_height_) {}

Tile Partition::tile(std::int64_t tile_row, std::int64_t tile_column) const {
  const std::int64_t x = tile_column * tile_width_;
  const std::int64_t y = tile_row * tile_height_;
  return {x, y, std::min(tile_width_, width_ - x), std::min(tile_height_, height_ - y)};
}

Partition Partition::balanced(std::vector<std::int64_t> work) const {
  Partition balanced = *this;
  balanced.work_above_.assign(1, 0);
  for (const std::int64_t row : work)
    balanced.work_above_.push_back(balanced.work_above_.back() + static_cast<double>(row));
  if (balanced.work_above_.back() == 0) balanced.work_above_.clear();
  return balanced;
}

/// The tile row above which the work is nearest to the ranks' share.
std::int64_t Partition::first_row(int rank, int ranks) const {
  const double share = work_above_.back() * rank / ranks;
  const auto after = std::ranges::lower_bound(work_above_, share);
  const bool before_is_nearer =
      after != work_above_.begin() && share - *(after - 1) < *after - share;
  return after - work_above_.begin() - (before_is_nearer ? 1 : 0);
}

Partition::Band Partition::band(int rank, int ranks) const {
  if (!work_above_.empty()) {
    return {first_row(rank, ranks), rank + 1 == ranks ? rows_ : first_row(rank + 1, ranks)};
  }
  const std::int64_t share = rows_ / ranks;
  const std::int64_t larger = rows_ % ranks;  // the first ranks take one row more
  const std::int64_t begin = rank * share + std::min<std::int64_t>(rank, larger);
  return {begin, begin + share + (rank < larger ? 1 : 0)};
}

}  // namespace terrabalance
