#include "kernels/landscape/row_sizes.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace terrabalance::landscape {
namespace {

/// The power of two that is `bits` bits below the largest size.
double unit_below(const std::vector<double>& sizes, int bits) {
  return std::ldexp(1.0, std::ilogb(std::ranges::max(sizes)) + 1 - bits);
}

std::vector<std::int64_t> in_units(const std::vector<double>& sizes, double unit) {
  std::vector<std::int64_t> units;
  units.reserve(sizes.size());
  for (const double size : sizes)
    units.push_back(std::llround(size / unit));
  return units;
}

}  // namespace

RowSizes::RowSizes(const Grid& grid, const terrabalance::CellSize& size, const CellArea& area) {
  std::vector<double> areas;
  std::vector<double> heights;
  std::vector<double> widths;
  for (std::int64_t y = 0; y <= grid.height; ++y) {
    widths.push_back((size.width_m(y - 1) + size.width_m(y)) / 2);
    if (y == grid.height) break;
    areas.push_back(area.hectares(area.row(y)) * 10000);
    heights.push_back(size.height_m(y));
  }
  for (std::int64_t y = 0; y < grid.height; ++y) {
    middles_.push_back(size.width_m(y));
    southings_.push_back(
        y == 0 ? 0 : southings_.back() + (size.height_m(y - 1) + size.height_m(y)) / 2);
  }
  const auto cells = static_cast<std::uint64_t>(grid.cells());
  const int bits = std::min(40, 61 - static_cast<int>(std::bit_width(cells)));
  area_unit_ = unit_below(areas, bits);
  // Four sides a cell, each seen from two: 2^2 times as many terms.
  length_unit_ = std::max(unit_below(widths, bits - 2), unit_below(heights, bits - 2));
  areas_ = in_units(areas, area_unit_);
  widths_ = in_units(widths, length_unit_);
  heights_ = in_units(heights, length_unit_);
}

}  // namespace terrabalance::landscape
