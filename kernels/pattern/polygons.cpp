#include "kernels/pattern/polygons.hpp"

#include <cmath>

#include "engine/value/error.hpp"

namespace terrabalance::pattern {
namespace {

struct RingMoments {
  double area = 0;  // signed by orientation
  double x = 0;     // of the centroid times the area
  double y = 0;
};

// Relative to an origin nearby, so that large coordinates lose no digits.
RingMoments ring_moments(const Polygons& polygons, const Ring& ring, double x0, double y0) {
  RingMoments m;
  for (std::size_t k = ring.begin; k + 1 < ring.end; ++k) {
    const double ax = polygons.x[k] - x0;
    const double ay = polygons.y[k] - y0;
    const double bx = polygons.x[k + 1] - x0;
    const double by = polygons.y[k + 1] - y0;
    const double cross = ax * by - bx * ay;
    m.area += cross / 2;
    m.x += (ax + bx) * cross / 6;
    m.y += (ay + by) * cross / 6;
  }
  return m;
}

[[noreturn]] void refuse(const Polygons& polygons, std::int32_t polygon, const std::string& why) {
  throw InputError("polygon '" + polygons.ids[static_cast<std::size_t>(polygon)] + "' " + why +
                   "; repair the file (ogr2ogr -makevalid) or remove the feature");
}

void check_ring(const Polygons& polygons, const Ring& ring) {
  if (ring.end < ring.begin + 4)
    refuse(polygons, ring.polygon, "has a ring of fewer than 4 points");
  for (std::size_t k = ring.begin; k < ring.end; ++k) {
    if (!std::isfinite(polygons.x[k]) || !std::isfinite(polygons.y[k])) {
      refuse(polygons, ring.polygon, "has a coordinate that is not finite");
    }
  }
  const bool closed = polygons.x[ring.begin] == polygons.x[ring.end - 1] &&
                      polygons.y[ring.begin] == polygons.y[ring.end - 1];
  if (!closed) refuse(polygons, ring.polygon, "has a ring that is not closed");
}

// Sums over the rings of each polygon; x and y still relative to the polygon's first vertex.
struct Totals {
  std::vector<double> area, x, y, x0, y0;
  std::vector<bool> seen;
};

Totals totals(const Polygons& polygons) {
  const std::size_t n = polygons.size();
  Totals t{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n),
           std::vector<double>(n), std::vector<double>(n), std::vector<bool>(n, false)};
  for (const Ring& ring : polygons.rings) {
    const auto i = static_cast<std::size_t>(ring.polygon);
    if (!t.seen[i]) {
      t.seen[i] = true;
      t.x0[i] = polygons.x[ring.begin];
      t.y0[i] = polygons.y[ring.begin];
    }
    const RingMoments m = ring_moments(polygons, ring, t.x0[i], t.y0[i]);
    const double sign = (m.area < 0) != ring.hole ? -1 : 1;  // files disagree about orientation
    t.area[i] += sign * m.area;
    t.x[i] += sign * m.x;
    t.y[i] += sign * m.y;
  }
  return t;
}

}  // namespace

void check(const Polygons& polygons) {
  for (const Ring& ring : polygons.rings)
    check_ring(polygons, ring);
  const Totals t = totals(polygons);
  for (std::size_t i = 0; i < polygons.size(); ++i) {
    const auto polygon = static_cast<std::int32_t>(i);
    if (!t.seen[i]) refuse(polygons, polygon, "has an empty geometry");
    if (!(t.area[i] > 0)) refuse(polygons, polygon, "has no area");
  }
}

Points centroids(const Polygons& polygons) {
  check(polygons);
  const Totals t = totals(polygons);
  Points points;
  for (std::size_t i = 0; i < polygons.size(); ++i) {
    points.x.push_back(t.x0[i] + t.x[i] / t.area[i]);
    points.y.push_back(t.y0[i] + t.y[i] / t.area[i]);
  }
  return points;
}

}  // namespace terrabalance::pattern
