#include "engine/value/cell_area.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace terrabalance {
namespace {

constexpr double wgs84_a = 6378137;
constexpr double wgs84_inverse_flattening = 298.257223563;

Grid degrees(std::int64_t width, std::int64_t height, double west, double north, double cell) {
  return {width, height, {west, cell, 0, north, 0, -cell}, ""};
}

/// Area between two parallels by integrating the meridian and parallel radii: another formula than
/// the closed one that the program uses. Simpson's rule, 2000 steps.
double strip_by_quadrature(double south, double north, double longitude_span) {
  const double f = 1 / wgs84_inverse_flattening;
  const double e2 = f * (2 - f);
  const auto integrand = [&](double phi) {
    const double w2 = 1 - e2 * std::sin(phi) * std::sin(phi);
    const double meridian = wgs84_a * (1 - e2) / (w2 * std::sqrt(w2));
    const double parallel = wgs84_a / std::sqrt(w2) * std::cos(phi);
    return meridian * parallel;
  };
  const double radian = std::numbers::pi / 180;
  constexpr int steps = 2000;
  const double h = (north - south) * radian / steps;
  double sum = 0;
  for (int i = 0; i <= steps; ++i) {
    const int weight = i == 0 || i == steps ? 1 : (i % 2 == 1 ? 4 : 2);
    sum += weight * integrand(south * radian + i * h);
  }
  return sum * h / 3 * longitude_span * radian;
}

TEST(CellArea, TheWholeEllipsoidHasItsPublishedArea) {
  const auto area =
      CellArea::ellipsoidal(degrees(360, 180, -180, 90, 1), wgs84_a, wgs84_inverse_flattening);
  AreaSum sum = 0;
  for (std::int64_t y = 0; y < 180; ++y)
    sum += static_cast<AreaSum>(area.row(y)) * 360;
  // 510 065 621.724 km2: WGS 84, NIMA TR8350.2, third edition.
  EXPECT_NEAR(area.hectares(sum) / 100, 510065621.724, 0.01);
}

TEST(CellArea, EveryRowAgreesWithQuadrature) {
  const auto area =
      CellArea::ellipsoidal(degrees(1, 180, 0, 90, 1), wgs84_a, wgs84_inverse_flattening);
  for (std::int64_t y = 0; y < 180; ++y) {
    const double north = 90 - static_cast<double>(y);
    const double expected = strip_by_quadrature(north - 1, north, 1) / 1e4;
    EXPECT_NEAR(area.hectares(area.row(y)) / expected, 1, 1e-10) << "row " << y;
  }
}

TEST(CellArea, ASouthUpGridHasTheSameAreas) {
  const Grid up{10, 10, {0, 0.1, 0, 20, 0, 0.1}, ""};
  const auto down =
      CellArea::ellipsoidal(degrees(10, 10, 0, 21, 0.1), wgs84_a, wgs84_inverse_flattening);
  const auto area = CellArea::ellipsoidal(up, wgs84_a, wgs84_inverse_flattening);
  for (std::int64_t y = 0; y < 10; ++y) {
    EXPECT_NEAR(area.hectares(area.row(y)) / down.hectares(down.row(9 - y)), 1, 1e-12);
  }
}

TEST(CellArea, ProjectedCellsAreWidthTimesHeight) {
  const auto area = CellArea::planar({5, 5, {0, 300, 0, 0, 0, -300}, ""}, 1);
  EXPECT_TRUE(area.same_for_all_rows());
  EXPECT_EQ(area.hectares(area.row(0)), 9);
  EXPECT_EQ(area.hectares(static_cast<AreaSum>(area.row(3)) * 363), 3267);
}

TEST(CellArea, FeetAreConvertedToMetres) {
  const double foot = 1200.0 / 3937.0;
  const auto area = CellArea::planar({5, 5, {0, 100, 0, 0, 0, -100}, ""}, foot);
  EXPECT_NEAR(area.hectares(area.row(0)), 100 * 100 * foot * foot / 1e4, 1e-12);
}

}  // namespace
}  // namespace terrabalance
