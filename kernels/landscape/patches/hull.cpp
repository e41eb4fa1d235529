#include "kernels/landscape/patches/hull.hpp"

#include <algorithm>
#include <utility>

#include "kernels/landscape/second_sweep/smallest_circle.hpp"

namespace terrabalance::landscape {
namespace {

/// Twice the area of the triangle; positive if a, b, c turn left.
std::int64_t turn(const Hull::Corner& a, const Hull::Corner& b, const Hull::Corner& c) {
  return (std::int64_t{b.x} - a.x) * (std::int64_t{c.y} - a.y) -
         (std::int64_t{b.y} - a.y) * (std::int64_t{c.x} - a.x);
}

/// Appends the chain over the corners first ... last, but for the last.
template <class Iterator>
void add_chain(Iterator first, Iterator last, std::vector<Hull::Corner>& hull) {
  const std::size_t start = hull.size();
  for (; first != last; ++first) {
    while (hull.size() >= start + 2 && turn(hull[hull.size() - 2], hull.back(), *first) <= 0)
      hull.pop_back();
    hull.push_back(*first);
  }
  hull.pop_back();
}

}  // namespace

/// Andrew's monotone chain (1979).
void Hull::reduce() {
  std::sort(corners_.begin(), corners_.end());
  corners_.erase(std::unique(corners_.begin(), corners_.end()), corners_.end());
  std::vector<Corner> hull;
  add_chain(corners_.begin(), corners_.end(), hull);
  add_chain(corners_.rbegin(), corners_.rend(), hull);
  corners_ = std::move(hull);
  hull_size_ = corners_.size();
}

const std::vector<Hull::Corner>& Hull::corners() {
  reduce();
  return corners_;
}

double enclosing_radius(Hull& hull, const CellSize& cell) {
  const auto& corners = hull.corners();
  std::vector<Point> points;
  points.reserve(corners.size());
  for (const Hull::Corner& c : corners)  // relative to the first corner: exact
    points.push_back({static_cast<double>(c.x - corners.front().x) * cell.dx,
                      static_cast<double>(c.y - corners.front().y) * cell.dy});
  // Along a round hull Welzl's algorithm would be slow: shuffled, in a way that depends on their
  // number alone (the generator is Knuth's MMIX).
  std::uint64_t state = 1;
  for (std::size_t i = points.size(); i > 1; --i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    std::swap(points[i - 1], points[(state >> 33) % i]);
  }
  return smallest_circle_radius(points);
}

}  // namespace terrabalance::landscape
