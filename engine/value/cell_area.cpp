#include "engine/value/cell_area.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace terrabalance {
namespace {

/// Area from the equator to latitude phi (radians) per radian of longitude, in units of a^2.
double zone_area(double phi, double eccentricity) {
  const double s = std::sin(phi);
  if (eccentricity == 0) return s;
  const double es = eccentricity * s;
  const double e2 = eccentricity * eccentricity;
  return 0.5 * (1 - e2) * (s / (1 - es * es) + std::atanh(es) / eccentricity);
}

}  // namespace

CellArea::CellArea(double largest_cell_m2)
    : units_per_m2_(std::ldexp(1.0, 61 - std::ilogb(largest_cell_m2))) {}

CellArea CellArea::planar(const Grid& grid, double metres_per_unit) {
  const auto& g = grid.geotransform;
  const double m2 = std::abs(g[1] * g[5] - g[2] * g[4]) * metres_per_unit * metres_per_unit;
  CellArea area(m2);
  area.planar_m2_ = m2;
  return area;
}

CellArea CellArea::ellipsoidal(const Grid& grid, double semi_major, double inverse_flattening) {
  const double radian = std::numbers::pi / 180;
  const double flattening = inverse_flattening == 0 ? 0 : 1 / inverse_flattening;
  const auto& g = grid.geotransform;
  // No cell is larger than one at the equator would be, whatever rows the grid has.
  const double bound =
      semi_major * semi_major * std::abs(g[1] * g[5]) * radian * radian * (1 + 2 * flattening);
  CellArea area(bound);
  area.ellipsoidal_ = true;
  area.north_ = g[3];
  area.row_height_ = g[5];
  area.width_radians_ = std::abs(g[1]) * radian;
  area.semi_major_ = semi_major;
  area.flattening_ = flattening;
  return area;
}

double CellArea::row_m2(std::int64_t y) const {
  if (!ellipsoidal_) return planar_m2_;
  const double radian = std::numbers::pi / 180;
  const double eccentricity = std::sqrt(flattening_ * (2 - flattening_));
  const auto latitude = [&](std::int64_t edge) {
    return std::clamp(north_ + static_cast<double>(edge) * row_height_, -90.0, 90.0) * radian;
  };
  const double top = zone_area(latitude(y), eccentricity);
  const double bottom = zone_area(latitude(y + 1), eccentricity);
  return semi_major_ * semi_major_ * width_radians_ * std::abs(top - bottom);
}

std::int64_t CellArea::row(std::int64_t y) const {
  return std::llround(row_m2(y) * units_per_m2_);
}

double CellArea::hectares(AreaSum sum) const {
  return static_cast<double>(sum) / units_per_m2_ / 10000;
}

}  // namespace terrabalance
