#pragma once

#include <span>

namespace terrabalance::landscape {

struct Point {
  double x = 0;
  double y = 0;
};

/// Radius of the smallest circle that holds all points; 0 for none.
/// Welzl 1991, without recursion and in the given order: the result depends on the points alone.
double smallest_circle_radius(std::span<const Point> points);

}  // namespace terrabalance::landscape
