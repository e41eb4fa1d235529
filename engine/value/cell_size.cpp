#include "engine/value/cell_size.hpp"

#include <cmath>
#include <numbers>

namespace terrabalance {

CellSize CellSize::planar(const Grid& grid, double metres_per_unit) {
  CellSize size;
  size.width_ = std::abs(grid.geotransform[1]) * metres_per_unit;
  size.height_ = std::abs(grid.geotransform[5]) * metres_per_unit;
  return size;
}

CellSize CellSize::ellipsoidal(const Grid& grid, double semi_major, double inverse_flattening) {
  const double radian = std::numbers::pi / 180;
  const double flattening = inverse_flattening == 0 ? 0 : 1 / inverse_flattening;
  CellSize size;
  size.ellipsoidal_ = true;
  size.width_ = std::abs(grid.geotransform[1]) * radian;
  size.height_ = std::abs(grid.geotransform[5]) * radian;
  size.north_ = grid.geotransform[3] * radian;
  size.step_ = grid.geotransform[5] * radian;
  size.semi_major_ = semi_major;
  size.eccentricity2_ = flattening * (2 - flattening);
  return size;
}

double CellSize::latitude(std::int64_t y) const {
  return north_ + (static_cast<double>(y) + 0.5) * step_;
}

double CellSize::width_m(std::int64_t y) const {
  if (!ellipsoidal_) return width_;
  const double s = std::sin(latitude(y));
  return semi_major_ / std::sqrt(1 - eccentricity2_ * s * s) * std::cos(latitude(y)) * width_;
}

double CellSize::height_m(std::int64_t y) const {
  if (!ellipsoidal_) return height_;
  const double s = std::sin(latitude(y));
  const double w2 = 1 - eccentricity2_ * s * s;
  return semi_major_ * (1 - eccentricity2_) / (w2 * std::sqrt(w2)) * height_;
}

}  // namespace terrabalance
