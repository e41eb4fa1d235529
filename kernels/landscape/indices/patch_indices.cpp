#include "kernels/landscape/indices/patch_indices.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "kernels/landscape/indices/class_weights.hpp"
#include "kernels/landscape/indices/indices.hpp"
#include "kernels/landscape/second_sweep/gyrate.hpp"
#include "kernels/landscape/second_sweep/smallest_circle.hpp"

namespace terrabalance::landscape {

double para(const Patch& patch, const CellSize& cell) {
  return patch.perimeter(cell) / patch.area(cell);
}

double shape(const Patch& patch, const CellSize& cell) {
  return 0.25 * patch.perimeter(cell) / std::sqrt(patch.area(cell));
}

double shape_by_sides(const Patch& patch) {
  return static_cast<double>(patch.horizontal_sides + patch.vertical_sides) /
         smallest_perimeter(patch.cells);
}

double frac(const Patch& patch, const CellSize& cell) {
  const double value =
      2 * (std::log(patch.perimeter(cell)) - std::log(4.0)) / std::log(patch.area(cell));
  return std::isfinite(value) ? value : 1;
}

double contig(const Patch& patch) {
  // Every neighbour seen from both sides: sides twice at 2, corners twice at 1.
  const std::int64_t alike = 4 * patch.cells - patch.horizontal_sides - patch.vertical_sides;
  const std::int64_t sum = patch.cells + 2 * alike + 2 * patch.diagonal_pairs;
  return (static_cast<double>(sum) / static_cast<double>(patch.cells) - 1) / 12;
}

double corners_radius(const Extremes& e, double dx, double dy) {
  std::array<Point, 16> corners{};
  std::size_t count = 0;
  const auto add = [&](std::int32_t x, std::int32_t y) {  // relative to the bounding box: exact
    corners[count++] = {static_cast<double>(x - e.left.at) * dx,
                        static_cast<double>(y - e.top.at) * dy};
  };
  // The outermost cells of each side, with those two of their corners that can be on the hull.
  for (const auto* row : {&e.top, &e.bottom}) {
    for (const std::int32_t y : {row->at, row->at + 1}) {
      add(row->low, y);
      add(row->high + 1, y);
    }
  }
  for (const auto* column : {&e.left, &e.right}) {
    for (const std::int32_t x : {column->at, column->at + 1}) {
      add(x, column->low);
      add(x, column->high + 1);
    }
  }
  return smallest_circle_radius(corners);
}

double circle(const Patch& patch, const CellSize& cell) {
  const double radius =
      cell.by_row() ? patch.circle_radius : corners_radius(patch.extremes, cell.dx, cell.dy);
  return 1 - patch.area(cell) / (std::numbers::pi * radius * radius);
}

double enclosing_circle(const Patch& patch, const CellSize& cell) {
  if (patch.cells == 1) return 0;
  const double radius = patch.circle_radius;
  return 1 - patch.area(cell) / (std::numbers::pi * radius * radius);
}

double core_share(const Patch& patch, const CellSize& cell) {
  return static_cast<double>(patch.core_units) / static_cast<double>(patch.area_units(cell));
}

double contrast_share(const Patch& patch, const CellSize& cell) {
  if (cell.by_row()) {
    return static_cast<double>(patch.stacked_contrast) / ClassWeights::units /
           static_cast<double>(patch.on_rows.length);
  }
  const double weighted = static_cast<double>(patch.stacked_contrast) * cell.dx +
                          static_cast<double>(patch.side_by_side_contrast) * cell.dy;
  return weighted / ClassWeights::units / patch.perimeter(cell);
}

double gyrate(const Patch& patch, const CellSize& cell) {
  return DistanceUnits::cells(patch.distance_units) / static_cast<double>(patch.cells) * cell.dx;
}

}  // namespace terrabalance::landscape
