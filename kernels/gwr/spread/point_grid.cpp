#include "kernels/gwr/spread/point_grid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace terrabalance::gwr {
namespace {

constexpr std::int64_t points_per_cell = 16;
constexpr std::int64_t most_cells = 1 << 23;  ///< 64 MB of counts on every rank
/// What rounding may add to a distance, relative.
constexpr double slack = 1 + 1e-9;
constexpr double radian = std::numbers::pi / 180;

/// Cells of a side.
std::int64_t count_of(double length, double side, std::int64_t most) {
  return side > 0 ? static_cast<std::int64_t>(
                        std::clamp(std::ceil(length / side), 1.0, static_cast<double>(most)))
                  : 1;
}

std::int64_t index_of(double offset, std::int64_t count) {
  return static_cast<std::int64_t>(
      std::clamp(std::floor(offset), 0.0, static_cast<double>(count - 1)));
}

}  // namespace

PointGrid::PointGrid(const Extent& extent, std::int64_t points, Metric metric)
    : metric_(metric), west_(extent.west), south_(extent.south) {
  const double width = extent.east - extent.west;
  const double height = extent.north - extent.south;
  const std::int64_t cells = std::clamp(points / points_per_cell, std::int64_t{1}, most_cells);
  // Cells are square on the ground, or as many as that along a line of points.
  const double shrink = metric == Metric::planar
                            ? 1.0
                            : std::max(std::cos((extent.south + extent.north) / 2 * radian), 0.01);
  const double wide = width * shrink;
  const double side = wide > 0 && height > 0 ? std::sqrt(wide / static_cast<double>(cells) * height)
                                             : std::max(wide, height) / static_cast<double>(cells);
  columns_ = count_of(wide, side, cells);
  rows_ = count_of(height, side, std::max<std::int64_t>(2 * cells / columns_, 1));
  if (width > 0) cell_width_ = width / static_cast<double>(columns_);
  if (height > 0) cell_height_ = height / static_cast<double>(rows_);
}

std::size_t PointGrid::cell_of(double x, double y) const {
  return static_cast<std::size_t>(index_of((y - south_) / cell_height_, rows_) * columns_ +
                                  index_of((x - west_) / cell_width_, columns_));
}

void PointGrid::fill(const std::vector<std::int64_t>& counts) {
  const auto across = static_cast<std::size_t>(columns_ + 1);
  below_left_.assign(across * static_cast<std::size_t>(rows_ + 1), 0);
  for (std::size_t row = 1; row <= static_cast<std::size_t>(rows_); ++row) {
    std::int64_t sum = 0;
    for (std::size_t column = 1; column < across; ++column) {
      sum += counts[(row - 1) * (across - 1) + column - 1];
      below_left_[row * across + column] = below_left_[(row - 1) * across + column] + sum;
    }
  }
}

std::int64_t PointGrid::count(const CellBox& box) const {
  const auto corner = [this](std::int64_t column, std::int64_t row) {
    return below_left_[static_cast<std::size_t>(row * (columns_ + 1) + column)];
  };
  return corner(box.right, box.top) - corner(box.left, box.top) - corner(box.right, box.bottom) +
         corner(box.left, box.bottom);
}

/// From any place in the cell to any in a box around it, at most.
double PointGrid::farthest(std::int64_t column, std::int64_t row, const CellBox& box) const {
  const double dx =
      static_cast<double>(std::max(column + 1 - box.left, box.right - column)) * cell_width_;
  const double dy =
      static_cast<double>(std::max(row + 1 - box.bottom, box.top - row)) * cell_height_;
  if (metric_ == Metric::planar) return std::hypot(dx, dy) * slack;
  // Along the meridian, then along the widest parallel of the box.
  const double low = south_ + static_cast<double>(box.bottom) * cell_height_;
  const double high = south_ + static_cast<double>(box.top) * cell_height_;
  const double widest = low <= 0 && high >= 0
                            ? 1.0
                            : std::cos(std::min(std::abs(low), std::abs(high)) * radian) + 1e-9;
  return earth_radius_km * std::min(std::numbers::pi, (dy + dx * widest) * radian) * slack;
}

double PointGrid::neighbour_bound(std::int64_t column, std::int64_t row, std::int64_t k) const {
  const auto ring = [&](std::int64_t width) {
    return CellBox{std::max<std::int64_t>(column - width, 0),
                   std::min(column + width + 1, columns_), std::max<std::int64_t>(row - width, 0),
                   std::min(row + width + 1, rows_)};
  };
  if (count(ring(0)) >= k) return farthest(column, row, ring(0));
  const std::int64_t most = std::max(columns_, rows_);
  std::int64_t enough = 1;
  while (enough < most && count(ring(enough)) < k)
    enough *= 2;
  std::int64_t low = enough / 2;  // too few there
  while (enough - low > 1) {
    const std::int64_t middle = (low + enough) / 2;
    (count(ring(middle)) < k ? low : enough) = middle;
  }
  return farthest(column, row, ring(enough));
}

/// Cells up to so many units of x and y from a cell, which may lie outside the grid.
CellBox PointGrid::around(double column, double row, double units_x, double units_y) const {
  const auto edge = [](double at, std::int64_t count) {
    return static_cast<std::int64_t>(std::clamp(std::floor(at), 0.0, static_cast<double>(count)));
  };
  const double x = units_x / cell_width_ * slack + 1e-6;
  const double y = units_y / cell_height_ * slack + 1e-6;
  return {edge(column - x, columns_), edge(column + 2 + x, columns_), edge(row - y, rows_),
          edge(row + 2 + y, rows_)};
}

void PointGrid::add_boxes_within(std::int64_t column, std::int64_t row, double distance,
                                 std::vector<CellBox>& boxes) const {
  const auto c = static_cast<double>(column);
  const auto r = static_cast<double>(row);
  if (metric_ == Metric::planar) {
    boxes.push_back(around(c, r, distance, distance));
    return;
  }
  const double angle = distance / earth_radius_km;
  const double south = south_ + r * cell_height_;
  const double latitude =
      std::max(std::abs(south), std::abs(south + cell_height_)) * radian + 1e-12;
  // The widest longitudes of a circle on the sphere; one around a pole has all.
  const double east_west = latitude + angle < std::numbers::pi / 2
                               ? std::asin(std::sin(angle) / std::cos(latitude)) / radian
                               : 360.0;
  for (const double turn : {-360.0, 0.0, 360.0}) {
    const CellBox box = around(c + turn / cell_width_, r, east_west, angle / radian);
    if (!box.empty()) boxes.push_back(box);
  }
}

CellSet::CellSet(const CellBox& all)
    : box(all), in(static_cast<std::size_t>(all.width() * all.height()), 1) {}

CellSet::CellSet(const std::vector<CellBox>& boxes) {
  if (boxes.empty()) return;
  box = boxes.front();
  for (const CellBox& b : boxes) {
    box = {std::min(box.left, b.left), std::max(box.right, b.right), std::min(box.bottom, b.bottom),
           std::max(box.top, b.top)};
  }
  // Boxes begin and end; sums along rows and columns tell what lies within any of them.
  const auto across = static_cast<std::size_t>(box.width() + 1);
  const auto up = static_cast<std::size_t>(box.height() + 1);
  std::vector<std::int32_t> depth(across * up, 0);
  const auto at = [&](std::int64_t column, std::int64_t row) -> std::int32_t& {
    return depth[static_cast<std::size_t>(row - box.bottom) * across +
                 static_cast<std::size_t>(column - box.left)];
  };
  for (const CellBox& b : boxes) {
    ++at(b.left, b.bottom);
    --at(b.right, b.bottom);
    --at(b.left, b.top);
    ++at(b.right, b.top);
  }
  in.reserve(static_cast<std::size_t>(box.width() * box.height()));
  for (std::size_t row = 0; row + 1 < up; ++row) {
    for (std::size_t column = 0; column < across; ++column) {
      std::int32_t& here = depth[row * across + column];
      if (row > 0) here += depth[(row - 1) * across + column];
    }
    std::int32_t open = 0;
    for (std::size_t column = 0; column + 1 < across; ++column) {
      open += depth[row * across + column];
      in.push_back(open > 0 ? 1 : 0);
    }
  }
}

bool CellSet::has(std::int64_t column, std::int64_t row) const {
  if (column < box.left || column >= box.right || row < box.bottom || row >= box.top) return false;
  return in[static_cast<std::size_t>((row - box.bottom) * box.width() + column - box.left)] != 0;
}

}  // namespace terrabalance::gwr
