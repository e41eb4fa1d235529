#include "kernels/suitability/distance.hpp"

#include <algorithm>
#include <cmath>

namespace terrabalance {
namespace {

/// floor(a / b) for b > 0.
std::int64_t floor_ratio(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return a % b < 0 ? quotient - 1 : quotient;
}
std::int64_t floor_ratio(double a, std::int64_t b) {
  return static_cast<std::int64_t>(std::floor(a / static_cast<double>(b)));
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
  for (std::int64_t y = 0; y < height; ++y)
    std::fill_n(rows_apart + y * columns, width, no_distance);
  for_each_in_set(tile, set, [&](std::size_t x, std::int64_t y) {
    rows_apart[y * columns + static_cast<std::ptrdiff_t>(x)] = 0;
  });
  // Down, then up: each cell is one row further than the cell before it, unless it is a target.
  std::vector<std::int32_t> apart(width);
  for (std::size_t x = 0; x < width; ++x)
    apart[x] = above[x] == ColumnEnds::none_above ? no_distance : top - 1 - above[x];
  for (std::int64_t y = 0; y < height; ++y) {
    std::int32_t* row = rows_apart + y * columns;
    for (std::size_t x = 0; x < width; ++x) {
      const std::int32_t next = apart[x] == no_distance ? no_distance : apart[x] + 1;
      apart[x] = std::min(row[x], next);
      row[x] = apart[x];
    }
  }
  const auto bottom = static_cast<std::int32_t>(tile.tile.y + height - 1);
  for (std::size_t x = 0; x < width; ++x)
    apart[x] = below[x] == ColumnEnds::none_below ? no_distance : below[x] - bottom - 1;
  for (std::int64_t y = height - 1; y >= 0; --y) {
    std::int32_t* row = rows_apart + y * columns;
    for (std::size_t x = 0; x < width; ++x) {
      const std::int32_t next = apart[x] == no_distance ? no_distance : apart[x] + 1;
      apart[x] = std::min(row[x], next);
      row[x] = apart[x];
    }
  }
}

template <class Number, class Height>
void RowDistances::transform(std::span<const std::int32_t> rows_apart, const Height& height,
                             double scale, std::span<double> metres) {
  const auto columns = static_cast<std::int64_t>(rows_apart.size());
  vertex_.resize(rows_apart.size());
  begin_.resize(rows_apart.size());
  const auto h = [&](std::int64_t x) -> Number {
    return height(rows_apart[static_cast<std::size_t>(x)]);
  };
  const auto squared = [&](std::int64_t x, std::int64_t vertex) {
    const std::int64_t along = x - vertex;
    return static_cast<Number>(along * along) + h(vertex);
  };
  std::ptrdiff_t last = -1;  // parabolas of the envelope so far, less one
  for (std::int64_t x = 0; x < columns; ++x) {
    if (rows_apart[static_cast<std::size_t>(x)] == no_distance) continue;
    while (last >= 0) {
      const auto q = static_cast<std::size_t>(last);
      if (squared(begin_[q], vertex_[q]) <= squared(begin_[q], x)) break;
      --last;
    }
    if (last < 0) {
      last = 0;
      vertex_[0] = x;
      begin_[0] = 0;
      continue;
    }
    const std::int64_t v = vertex_[static_cast<std::size_t>(last)];
    const Number difference =
        static_cast<Number>((x - v) * (x + v)) + h(x) - h(v);  // from here on x is nearer
    const std::int64_t from = 1 + floor_ratio(difference, 2 * (x - v));
    if (from < columns) {
      ++last;
      vertex_[static_cast<std::size_t>(last)] = x;
      begin_[static_cast<std::size_t>(last)] = from;
    }
  }
  if (last < 0) {
    std::ranges::fill(metres, std::numeric_limits<double>::infinity());
    return;
  }
  for (std::int64_t x = columns - 1; x >= 0; --x) {
    const auto q = static_cast<std::size_t>(last);
    metres[static_cast<std::size_t>(x)] =
        std::sqrt(static_cast<double>(squared(x, vertex_[q]))) * scale;
    if (x == begin_[q]) --last;
  }
}

void RowDistances::square(std::span<const std::int32_t> rows_apart, double cell_m,
                          std::span<double> metres) {
  transform<std::int64_t>(
      rows_apart, [](std::int64_t rows) { return rows * rows; }, cell_m, metres);
}

void RowDistances::oblong(std::span<const std::int32_t> rows_apart, double width_m, double height_m,
                          std::span<double> metres) {
  const double ratio2 = (height_m / width_m) * (height_m / width_m);
  transform<double>(
      rows_apart,
      [ratio2](std::int32_t rows) {
        return ratio2 * static_cast<double>(rows) * static_cast<double>(rows);
      },
      width_m, metres);
}

}  // namespace terrabalance
