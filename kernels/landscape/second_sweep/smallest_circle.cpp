#include "kernels/landscape/second_sweep/smallest_circle.hpp"

#include <cmath>
#include <cstddef>

namespace terrabalance::landscape {
namespace {

struct Circle {
  Point centre;
  double radius = 0;

  bool holds(const Point& p) const {
    return std::hypot(p.x - centre.x, p.y - centre.y) <= radius * (1 + 1e-13) + 1e-300;
  }
};

Circle through(const Point& a, const Point& b) {
  return {{(a.x + b.x) / 2, (a.y + b.y) / 2}, std::hypot(a.x - b.x, a.y - b.y) / 2};
}

Circle through(const Point& a, const Point& b, const Point& c) {
  const double bx = b.x - a.x;
  const double by = b.y - a.y;
  const double cx = c.x - a.x;
  const double cy = c.y - a.y;
  const double d = 2 * (bx * cy - by * cx);
  if (d == 0) {  // on a line: the two that are farthest apart
    Circle widest = through(a, b);
    for (const Circle& other : {through(a, c), through(b, c)})
      if (other.radius > widest.radius) widest = other;
    return widest;
  }
  const double x = (cy * (bx * bx + by * by) - by * (cx * cx + cy * cy)) / d;
  const double y = (bx * (cx * cx + cy * cy) - cx * (bx * bx + by * by)) / d;
  return {{a.x + x, a.y + y}, std::hypot(x, y)};
}

}  // namespace

double smallest_circle_radius(std::span<const Point> points) {
  if (points.empty()) return 0;
  Circle circle{points[0], 0};
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (circle.holds(points[i])) continue;
    circle = {points[i], 0};
    for (std::size_t j = 0; j < i; ++j) {
      if (circle.holds(points[j])) continue;
      circle = through(points[i], points[j]);
      for (std::size_t k = 0; k < j; ++k)
        if (!circle.holds(points[k])) circle = through(points[i], points[j], points[k]);
    }
  }
  return circle.radius;
}

}  // namespace terrabalance::landscape
