#include "kernels/suitability/distance.hpp"

#include <algorithm>
#include <cmath>

namespace terrabalance {
namespace {

std::int32_t one_more(std::int32_t rows) {
  return rows + (rows < no_distance ? 1 : 0);
}

}  // namespace

void column_distances(const TileView& tile, const CodeSet& set, const StripNeighbours& neighbours,
                      std::size_t target, std::int64_t columns, std::int32_t* rows_apart) {
  const auto width = static_cast<std::size_t>(tile.tile.width);
  const auto height = tile.tile.height;
  const auto top = static_cast<std::int32_t>(tile.tile.y);
  const std::size_t at =
      target * static_cast<std::size_t>(columns) + static_cast<std::size_t>(tile.tile.x);
  const std::int32_t* above = neighbours.above.data() + at;
  const std::int32_t* below = neighbours.below.data() + at;
  const TargetMarks targets(tile, set);
  std::vector<std::uint8_t> marks(width);
  std::vector<std::int32_t> nearest(width);
  // Down, then up: each cell is one row further than the cell before it, unless it is a target.
  for (std::size_t x = 0; x < width; ++x)
    nearest[x] = above[x] == none_above ? no_distance : top - 1 - above[x];
  for (std::int64_t y = 0; y < height; ++y) {
    targets.fill(y, marks);
    std::int32_t* row = rows_apart + y * columns;
    for (std::size_t x = 0; x < width; ++x) {
      nearest[x] = marks[x] != 0 ? 0 : one_more(nearest[x]);
      row[x] = nearest[x];
    }
  }
  const auto bottom = static_cast<std::int32_t>(tile.tile.y + height - 1);
  for (std::size_t x = 0; x < width; ++x)
    nearest[x] = below[x] == none_below ? no_distance : below[x] - bottom - 1;
  for (std::int64_t y = height - 1; y >= 0; --y) {
    std::int32_t* row = rows_apart + y * columns;
    for (std::size_t x = 0; x < width; ++x) {
      nearest[x] = std::min(row[x], one_more(nearest[x]));
      row[x] = nearest[x];
    }
  }
}

/// Columns whose parabola may be below the others somewhere else than in its own column: those
/// with a neighbour further from the target. Of any other column c and place p beyond it, the
/// neighbour of c on the side of p is nearer to p and no further from the target.
std::span<const std::int32_t> RowDistances::candidates(std::span<const std::int32_t> rows_apart) {
  const std::size_t n = rows_apart.size();
  columns_.resize(n);
  std::size_t count = 0;
  for (std::size_t x = 0; x < n; ++x) {
    const std::int32_t left = rows_apart[x > 0 ? x - 1 : x];
    const std::int32_t right = rows_apart[x + 1 < n ? x + 1 : x];
    columns_[count] = static_cast<std::int32_t>(x);
    count += static_cast<std::size_t>(rows_apart[x] < std::max(left, right));
  }
  return std::span(columns_).first(count);
}

void RowDistances::evaluate() {
  const auto columns = static_cast<double>(squares_.size());
  std::size_t x = 0;
  for (std::size_t q = 0; q < envelope_.size(); ++q) {
    const Parabola& here = envelope_[q];
    double end = columns;
    if (q + 1 < envelope_.size()) {
      const Parabola& next = envelope_[q + 1];
      const double meet = (next.constant - here.constant) / (2 * (next.column - here.column));
      end = std::min(end, std::floor(meet) + 1);
    }
    for (; static_cast<double>(x) < end; ++x) {
      const double along = static_cast<double>(x) - here.column;
      squares_[x] = along * along + here.height;
    }
  }
}

void RowDistances::fill(std::span<const std::int32_t> rows_apart, double width_m, double height_m,
                        std::span<float> metres) {
  const double ratio2 = (height_m / width_m) * (height_m / width_m);
  const auto height = [&](std::size_t x) {
    const double rows = rows_apart[x];
    return ratio2 * rows * rows;
  };
  envelope_.clear();
  for (const std::int32_t column : candidates(rows_apart)) {
    const double h = height(static_cast<std::size_t>(column));
    const Parabola c{static_cast<double>(column), h, static_cast<double>(column) * column + h};
    while (envelope_.size() >= 2) {
      const Parabola& a = envelope_[envelope_.size() - 2];
      const Parabola& b = envelope_.back();
      const bool hidden = (b.constant - a.constant) * (c.column - b.column) >=
                          (c.constant - b.constant) * (b.column - a.column);
      if (!hidden) break;
      envelope_.pop_back();
    }
    envelope_.push_back(c);
  }
  if (envelope_.empty() && rows_apart.front() == no_distance) {  // all columns are alike
    std::ranges::fill(metres, std::numeric_limits<float>::infinity());
    return;
  }
  squares_.assign(rows_apart.size(), std::numeric_limits<double>::infinity());
  evaluate();
  for (std::size_t x = 0; x < metres.size(); ++x)
    metres[x] = static_cast<float>(std::sqrt(std::min(height(x), squares_[x])) * width_m);
}

}  // namespace terrabalance
