#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/value/tile_view.hpp"

namespace terrabalance {

/// A vertex in grid coordinates: x in columns, y in rows, from the grid's corner.
struct PixelPoint {
  double x;
  double y;
};

/// Polygons as the cells whose centres they hold, computed row by row when asked for; no zone
/// raster is ever made. The cells are those that gdal_rasterize burns with its pixel-centre rule,
/// to the pixel, but where polygons overlap the one added first wins.
class Scanline {
 public:
  /// \param rows  rows of the grid
  explicit Scanline(std::int64_t rows);

  /// Adds a closed ring of a polygon (outer or hole, any direction). All rings of one polygon are
  /// added under one `polygon`; polygons count up from 0.
  void add_ring(std::int32_t polygon, std::span<const PixelPoint> ring);

  /// Sorts the edges; call once after the last ring.
  void prepare();

  /// A run of cells [begin, end) inside a polygon, before overlaps are settled.
  struct Span {
    std::int64_t begin;
    std::int64_t end;
    std::int32_t polygon;
  };

  /// For each row of [first, first + count): the polygons' cells within [0, columns), sorted by
  /// polygon, then column.
  void spans(std::int64_t first, std::int64_t count, std::int64_t columns,
             std::vector<std::vector<Span>>& rows) const;

 private:
  struct Edge {
    PixelPoint a;
    PixelPoint b;
    std::int32_t polygon;
  };
  struct Crossing {
    std::int32_t polygon;
    double x;
  };
  struct RowCrossings {
    std::vector<Crossing> crossings;
    std::vector<Span> flats;  // cells whose centres lie on a horizontal edge
  };
  void cross(const Edge& edge, std::int64_t first, std::span<RowCrossings> rows,
             std::int64_t columns) const;

  std::int64_t rows_;
  std::vector<Edge> edges_;
  // Edges by the stretch of rows that they touch, so that a tile looks at its own edges only.
  std::vector<std::size_t> stretch_begin_;
  std::vector<std::uint32_t> stretch_edges_;
};

/// Cells that two polygons claim; the earlier one keeps them.
struct Overlap {
  std::int32_t earlier;
  std::int32_t later;
  std::int64_t cells;
};

/// Settles the overlaps of one row: each polygon's cells that no earlier one holds, left to right.
/// \param spans     sorted as Scanline::spans gives them; holds the settled spans afterwards
/// \param overlaps  what was settled is added here
void settle_overlaps(std::vector<Scanline::Span>& spans, std::vector<Overlap>& overlaps);

}  // namespace terrabalance
