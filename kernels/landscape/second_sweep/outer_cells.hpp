#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "kernels/landscape/second_sweep/nearest.hpp"

namespace terrabalance::landscape {

/// What lies outside a rectangle of cells: how near it can be, squared, m2; infinite across a side
/// on the raster's border.
class Surroundings {
 public:
  Surroundings(const Tile& rectangle, const PatchOptions& options)
      : x0_(rectangle.x),
        x1_(rectangle.x + rectangle.width),
        y0_(rectangle.y),
        y1_(rectangle.y + rectangle.height),
        width_(options.raster_width),
        height_(options.raster_height),
        cell_(options.cell) {}

  bool left() const { return x0_ > 0; }
  bool right() const { return x1_ < width_; }
  bool top() const { return y0_ > 0; }
  bool bottom() const { return y1_ < height_; }

  bool any() const { return left() || right() || top() || bottom(); }

  double left_of(std::int64_t x) const { return squared(left(), x - x0_ + 1, cell_.dx); }
  double right_of(std::int64_t x) const { return squared(right(), x1_ - x, cell_.dx); }
  double above(std::int64_t y) const { return squared(top(), y - y0_ + 1, cell_.dy); }
  double below(std::int64_t y) const { return squared(bottom(), y1_ - y, cell_.dy); }

  /// Whether a box lies inside the rectangle.
  bool contain(const Box& box) const {
    return box.x0 >= x0_ && box.x1 < x1_ && box.y0 >= y0_ && box.y1 < y1_;
  }

 private:
  /// Rounded as BoxTree rounds: no cell so far out is found to be nearer.
  static double squared(bool open, std::int64_t steps, double size) {
    if (!open) return std::numeric_limits<double>::infinity();
    const double distance = static_cast<double>(steps) * size;
    return distance * distance;
  }

  std::int64_t x0_;
  std::int64_t x1_;  ///< one beyond the last column
  std::int64_t y0_;
  std::int64_t y1_;  ///< one beyond the last row
  std::int64_t width_;
  std::int64_t height_;
  CellSize cell_;
};

/// The cells that something outside a rectangle may be nearest to, see nearest.hpp.
/// \param runs      by row and column
/// \param by_patch  their order by patch and, within, as they are
/// \param open      by patch
/// \return by row and column
std::vector<EdgeRun> outer_cells(std::span<const EdgeRun> runs,
                                 std::span<const std::uint32_t> by_patch,
                                 std::span<const OpenPatch> open, const Surroundings& outside);

}  // namespace terrabalance::landscape
