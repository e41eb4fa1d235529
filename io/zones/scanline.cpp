#include "io/zones/scanline.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/value/error.hpp"

namespace terrabalance {
namespace {

constexpr std::int64_t stretch_rows = 64;

/// First row whose centre line is at or below y.
std::int64_t first_row_from(double y) {
  return static_cast<std::int64_t>(std::ceil(y - 0.5));
}

std::int64_t column_of(double x, std::int64_t columns) {
  const double column = std::floor(x + 0.5);
  return static_cast<std::int64_t>(std::clamp(column, 0.0, static_cast<double>(columns)));
}

bool left_of(const Scanline::Span& a, const Scanline::Span& b) {
  return a.begin < b.begin;
}

/// Adds to `settled` (disjoint, left to right) what of `span` is still free.
void claim(const Scanline::Span& span, std::vector<Scanline::Span>& settled,
           std::vector<Overlap>& overlaps) {
  std::vector<Scanline::Span> parts;
  std::int64_t free_from = span.begin;
  for (const auto& taken : settled) {
    const std::int64_t begin = std::max(taken.begin, span.begin);
    const std::int64_t end = std::min(taken.end, span.end);
    if (begin >= end) continue;
    if (taken.polygon != span.polygon)
      overlaps.push_back({taken.polygon, span.polygon, end - begin});
    if (free_from < begin) parts.push_back({free_from, begin, span.polygon});
    free_from = end;
  }
  if (free_from < span.end) parts.push_back({free_from, span.end, span.polygon});
  settled.insert(settled.end(), parts.begin(), parts.end());
  std::ranges::sort(settled, left_of);
}

}  // namespace

Scanline::Scanline(std::int64_t rows) : rows_(rows) {}

void Scanline::add_ring(std::int32_t polygon, std::span<const PixelPoint> ring) {
  if (ring.empty()) return;
  // An edge that reaches no centre line of the grid is never crossed.
  const auto last = static_cast<double>(rows_) - 0.5;
  PixelPoint before = ring.back();
  for (const PixelPoint& point : ring) {
    const auto [top, bottom] = std::minmax(before.y, point.y);
    if (bottom >= 0.5 && top <= last) edges_.push_back({before, point, polygon});
    before = point;
  }
}

void Scanline::prepare() {
  if (edges_.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw InputError(
        "the zones have more than 4294967295 edges; simplify them with: ogr2ogr -simplify");
  }
  const auto stretches = static_cast<std::size_t>((rows_ + stretch_rows - 1) / stretch_rows);
  const auto stretch_of = [&](double y) {
    const std::int64_t row = std::clamp<std::int64_t>(first_row_from(y), 0, rows_ - 1);
    return static_cast<std::size_t>(row / stretch_rows);
  };
  const auto for_each_stretch = [&](const auto& visit) {
    for (std::uint32_t i = 0; i < edges_.size(); ++i) {
      const auto [top, bottom] = std::minmax(edges_[i].a.y, edges_[i].b.y);
      for (std::size_t s = stretch_of(top); s <= stretch_of(bottom); ++s)
        visit(s, i);
    }
  };
  stretch_begin_.assign(stretches + 1, 0);
  for_each_stretch([&](std::size_t s, std::uint32_t) { ++stretch_begin_[s + 1]; });
  for (std::size_t s = 0; s < stretches; ++s)
    stretch_begin_[s + 1] += stretch_begin_[s];
  stretch_edges_.resize(stretch_begin_.back());
  auto fill = stretch_begin_;
  for_each_stretch([&](std::size_t s, std::uint32_t edge) { stretch_edges_[fill[s]++] = edge; });
}

void Scanline::cross(const Edge& edge, std::int64_t first, std::span<RowCrossings> rows,
                     std::int64_t columns) const {
  const auto count = static_cast<std::int64_t>(rows.size());
  PixelPoint a = edge.a;
  PixelPoint b = edge.b;
  if (a.y == b.y) {
    // The rows' crossings leave a polygon's lower border out; its centres count as inside. With
    // rings as OGR orients them the lower border runs from right to left.
    const std::int64_t row = first_row_from(a.y);
    if (static_cast<double>(row) + 0.5 != a.y || a.x <= b.x) return;
    if (row < first || row >= first + count) return;
    const Span flat{column_of(b.x, columns), column_of(a.x, columns), edge.polygon};
    if (flat.begin < flat.end) rows[static_cast<std::size_t>(row - first)].flats.push_back(flat);
    return;
  }
  if (a.y > b.y) std::swap(a, b);
  const std::int64_t begin = std::max(first, first_row_from(a.y));
  const std::int64_t end = std::min(first + count, first_row_from(b.y));
  for (std::int64_t row = begin; row < end; ++row) {
    const double y = static_cast<double>(row) + 0.5;
    const double x = (y - a.y) * (b.x - a.x) / (b.y - a.y) + a.x;
    rows[static_cast<std::size_t>(row - first)].crossings.push_back({edge.polygon, x});
  }
}

void Scanline::spans(std::int64_t first, std::int64_t count, std::int64_t columns,
                     std::vector<std::vector<Span>>& rows) const {
  std::vector<RowCrossings> crossed(static_cast<std::size_t>(count));
  for (std::int64_t row = first; row < first + count;) {
    // One stretch at a time, so that an edge of two stretches is not counted twice in a row.
    const auto stretch = static_cast<std::size_t>(row / stretch_rows);
    const std::int64_t end = std::min(first + count, (row / stretch_rows + 1) * stretch_rows);
    const auto part = std::span(crossed).subspan(static_cast<std::size_t>(row - first),
                                                 static_cast<std::size_t>(end - row));
    for (std::size_t i = stretch_begin_[stretch]; i < stretch_begin_[stretch + 1]; ++i) {
      cross(edges_[stretch_edges_[i]], row, part, columns);
    }
    row = end;
  }
  rows.resize(crossed.size());
  for (std::size_t r = 0; r < crossed.size(); ++r) {
    auto& crossings = crossed[r].crossings;
    std::ranges::sort(crossings, [](const Crossing& a, const Crossing& b) {
      return a.polygon != b.polygon ? a.polygon < b.polygon : a.x < b.x;
    });
    auto& row = rows[r];
    row = std::move(crossed[r].flats);
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
      const Span span{column_of(crossings[i].x, columns), column_of(crossings[i + 1].x, columns),
                      crossings[i].polygon};
      if (span.begin < span.end) row.push_back(span);
    }
    std::ranges::sort(row, [](const Span& a, const Span& b) {
      return a.polygon != b.polygon ? a.polygon < b.polygon : a.begin < b.begin;
    });
  }
}

void settle_overlaps(std::vector<Scanline::Span>& spans, std::vector<Overlap>& overlaps) {
  auto in_order = spans;
  std::ranges::sort(in_order, left_of);
  const auto clash = std::ranges::adjacent_find(
      in_order, [](const Scanline::Span& a, const Scanline::Span& b) { return a.end > b.begin; });
  if (clash != in_order.end()) {
    in_order.clear();
    for (const auto& span : spans)
      claim(span, in_order, overlaps);
  }
  spans = std::move(in_order);
}

}  // namespace terrabalance
