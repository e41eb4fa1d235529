#include "kernels/suitability/terrain.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace terrabalance {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr float no_value = std::numeric_limits<float>::quiet_NaN();

/// The 3 x 3 cells around one, row by row from the top left; all have values.
using Window = std::array<double, 9>;

/// Windows of a tile under the rule for borders and missing values.
class Windows {
 public:
  explicit Windows(const ElevationTile& e) : e_(&e) {}

  /// Around (column, row) of the grid, whose cell has a value.
  Window at(std::int64_t column, std::int64_t row) const {
    if (column > 0 && row > 0 && column + 1 < e_->width && row + 1 < e_->height) {
      return inside(column, row);
    }
    Window window{};
    for (int i = 0; i < 9; ++i) {
      window[static_cast<std::size_t>(i)] = value(column + i % 3 - 1, row + i / 3 - 1, row);
    }
    return filled(window);
  }

 private:
  double cell(std::int64_t column, std::int64_t row) const {
    return static_cast<double>(e_->dem(column - e_->tile.x, row - e_->tile.y));
  }

  Window inside(std::int64_t column, std::int64_t row) const {
    Window window{};
    const float* middle = &e_->dem(column - e_->tile.x, row - e_->tile.y);
    for (std::ptrdiff_t j = 0; j < 3; ++j) {
      const float* at = middle + (j - 1) * e_->dem.stride - 1;
      for (std::ptrdiff_t i = 0; i < 3; ++i)
        window[static_cast<std::size_t>(3 * j + i)] = static_cast<double>(at[i]);
    }
    return filled(window);
  }

  static Window filled(Window window) {
    for (double& value : window) {
      if (std::isnan(value)) value = window[4];
    }
    return window;
  }

  /// Elevation at a place that may lie one cell outside the grid, for a window around a cell of row
  /// `centre`; NaN if it is not known. Rows go before columns.
  double value(std::int64_t column, std::int64_t row, std::int64_t centre) const {
    const std::int64_t x = std::clamp<std::int64_t>(column, 0, e_->width - 1);
    const std::int64_t y = std::clamp<std::int64_t>(row, 0, e_->height - 1);
    const std::int64_t below = row - y;  // 1 beyond the bottom, -1 beyond the top
    const std::int64_t right = column - x;
    const bool border_row = centre == 0 || centre == e_->height - 1;
    if (below != 0) {
      return e_->height > 1 ? 2 * cell(x, y) - cell(x, y - below) : unknown;
    }
    if (right != 0 && !border_row) {
      return e_->width > 1 ? 2 * cell(x, y) - cell(x - right, y) : unknown;
    }
    return cell(x, y);
  }

  const ElevationTile* e_;
};

/// Degrees clockwise from north of the direction that the surface falls in.
float azimuth(double fall_east, double fall_north) {
  if (fall_east == 0 && fall_north == 0) return no_value;
  const double degrees = std::atan2(fall_east, fall_north) * 180 / std::numbers::pi;
  const auto clockwise = static_cast<float>(degrees < 0 ? degrees + 360 : degrees);
  return clockwise >= 360 ? 0 : clockwise;
}

}  // namespace

void slope_and_aspect(const ElevationTile& e, const CellSize& cells, std::span<float> slope,
                      std::span<float> aspect) {
  const Windows windows(e);
  std::size_t i = 0;
  for (std::int64_t y = e.core.y; y < e.core.y + e.core.height; ++y) {
    const double per_column = 1 / (8 * cells.width_m(y));
    const double per_row = 1 / (8 * cells.height_m(y));
    for (std::int64_t x = e.core.x; x < e.core.x + e.core.width; ++x, ++i) {
      if (std::isnan(e.dem(x - e.tile.x, y - e.tile.y))) {
        slope[i] = no_value;
        if (!aspect.empty()) aspect[i] = no_value;
        continue;
      }
      const Window w = windows.at(x, y);
      const double fall_east = ((w[0] + 2 * w[3] + w[6]) - (w[2] + 2 * w[5] + w[8])) * per_column;
      const double fall_north = ((w[6] + 2 * w[7] + w[8]) - (w[0] + 2 * w[1] + w[2])) * per_row;
      const double rise = std::sqrt(fall_east * fall_east + fall_north * fall_north);
      slope[i] = static_cast<float>(std::atan(rise) * 180 / std::numbers::pi);
      if (!aspect.empty()) aspect[i] = azimuth(fall_east, fall_north);
    }
  }
}

void relief(const ElevationTile& e, std::int64_t radius, std::span<float> relief) {
  // Rows first, then columns: the extremes of a square are those of its rows' extremes.
  const auto width = static_cast<std::size_t>(e.core.width);
  const auto rows = static_cast<std::size_t>(e.tile.height);
  std::vector<float> lowest(width * rows);
  std::vector<float> highest(width * rows);
  for (std::int64_t y = 0; y < e.tile.height; ++y) {
    const auto row = e.dem.row(y);
    for (std::int64_t x = 0; x < e.core.width; ++x) {
      const std::int64_t centre = x + e.core.x - e.tile.x;
      const std::int64_t begin = std::max<std::int64_t>(0, centre - radius);
      const std::int64_t end = std::min(e.tile.width, centre + radius + 1);
      float low = no_value;
      float high = no_value;
      for (std::int64_t i = begin; i < end; ++i) {  // fmin and fmax skip NaN
        low = std::fmin(low, row[static_cast<std::size_t>(i)]);
        high = std::fmax(high, row[static_cast<std::size_t>(i)]);
      }
      lowest[static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x)] = low;
      highest[static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x)] = high;
    }
  }
  for (std::int64_t y = 0; y < e.core.height; ++y) {
    const std::int64_t centre = y + e.core.y - e.tile.y;
    const std::int64_t begin = std::max<std::int64_t>(0, centre - radius);
    const std::int64_t end = std::min(e.tile.height, centre + radius + 1);
    for (std::size_t x = 0; x < width; ++x) {
      float low = no_value;
      float high = no_value;
      for (std::int64_t j = begin; j < end; ++j) {
        low = std::fmin(low, lowest[static_cast<std::size_t>(j) * width + x]);
        high = std::fmax(high, highest[static_cast<std::size_t>(j) * width + x]);
      }
      const float own = e.dem(static_cast<std::int64_t>(x) + e.core.x - e.tile.x, centre);
      relief[static_cast<std::size_t>(y) * width + x] = std::isnan(own) ? no_value : high - low;
    }
  }
}

}  // namespace terrabalance
