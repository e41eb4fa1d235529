#include "kernels/gwr/spread/blocks.hpp"

#include <algorithm>
#include <cmath>

namespace terrabalance::gwr {
namespace {

void cut(const PointGrid& grid, const CellBox& box, std::int64_t most,
         std::vector<CellBox>& blocks) {
  const std::int64_t points = grid.count(box);
  if (points == 0) return;
  const bool upright = box.height() > box.width();
  const std::int64_t side = upright ? box.height() : box.width();
  if (points <= most || side == 1) {
    blocks.push_back(box);
    return;
  }
  const auto first = [&](std::int64_t lines) {
    CellBox part = box;
    (upright ? part.top : part.right) = (upright ? box.bottom : box.left) + lines;
    return part;
  };
  // Where the half of the points is passed, or the line before.
  std::int64_t low = 1;
  std::int64_t high = side - 1;
  while (low < high) {
    const std::int64_t middle = (low + high) / 2;
    if (2 * grid.count(first(middle)) < points)
      low = middle + 1;
    else
      high = middle;
  }
  const CellBox one = first(low);
  CellBox other = box;
  (upright ? other.bottom : other.left) = upright ? one.top : one.right;
  cut(grid, one, most, blocks);
  cut(grid, other, most, blocks);
}

}  // namespace

std::int64_t points_per_block(std::int64_t points) {
  return std::clamp<std::int64_t>(points / 64, 4096, 1 << 18);
}

std::vector<CellBox> blocks_of(const PointGrid& grid, std::int64_t most) {
  std::vector<CellBox> blocks;
  cut(grid, grid.whole(), most, blocks);
  return blocks;
}

std::vector<std::size_t> shares_of(const PointGrid& grid, const std::vector<CellBox>& blocks,
                                   std::size_t ranks) {
  const std::int64_t all = grid.count(grid.whole());
  std::vector<std::size_t> firsts{0};
  std::int64_t before = 0;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    // A block is of the rank that its middle point falls to.
    const std::int64_t points = grid.count(blocks[b]);
    const auto rank =
        static_cast<std::size_t>((before + points / 2) * static_cast<std::int64_t>(ranks) / all);
    while (firsts.size() <= rank)
      firsts.push_back(b);
    before += points;
  }
  firsts.resize(ranks + 1, blocks.size());
  return firsts;
}

CellSet cells_within(const PointGrid& grid, const CellSet& cells, const Weights& weights,
                     double bandwidth) {
  std::vector<CellBox> boxes;
  for (std::int64_t row = cells.box.bottom; row < cells.box.top; ++row) {
    for (std::int64_t column = cells.box.left; column < cells.box.right; ++column) {
      if (!cells.has(column, row) || grid.count({column, column + 1, row, row + 1}) == 0) continue;
      boxes.push_back({column, column + 1, row, row + 1});
      const bool counts = weights.adaptive && std::isfinite(bandwidth);
      const double distance =
          counts ? grid.neighbour_bound(column, row, static_cast<std::int64_t>(bandwidth)) *
                       just_beyond
                 : bandwidth;
      grid.add_boxes_within(column, row, reach(weights, distance), boxes);
    }
  }
  return CellSet(boxes);
}

BlockCells::BlockCells(const PointGrid& grid, const CellBox& block, const Weights& weights,
                       double bandwidth)
    : own(block),
      helpers(cells_within(grid, CellSet(block), weights, bandwidth)),
      held(cells_within(grid, helpers, weights, bandwidth)) {}

}  // namespace terrabalance::gwr
