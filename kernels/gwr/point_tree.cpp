#include "kernels/gwr/point_tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace terrabalance::gwr {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nowhere = 1e200;  ///< coordinate of the filling of the last leaf

/// A node of the tree: leaves [first, last), its number in preorder. Its children are implied.
struct Node {
  std::size_t number;
  std::size_t first;
  std::size_t last;

  bool is_leaf() const { return last - first == 1; }
  std::size_t middle() const { return first + (last - first) / 2; }
  Node left() const { return {number + 1, first, middle()}; }
  Node right() const { return {number + 2 * (middle() - first), middle(), last}; }
};

double square(double x) {
  return x * x;
}

}  // namespace

struct PointTree::Work {
  std::vector<Node> stack;
  std::vector<std::uint32_t> leaves;
  std::vector<double> squared;
  std::vector<double> candidates;
};

PointTree::PointTree(std::span<const double> x, std::span<const double> y, Metric metric)
    : metric_(metric), dims_(metric == Metric::planar ? 2 : 3), order_(x.size()) {
  if (x.empty()) return;
  std::vector<Place> places(x.size());
  for (std::size_t i = 0; i < x.size(); ++i)
    places[i] = place(x[i], y[i]);
  std::iota(order_.begin(), order_.end(), 0U);
  boxes_.resize(2 * leaves() - 1);
  build(places, 0, 0, leaves());
  coordinates_.assign(leaves() * leaf_size * static_cast<std::size_t>(dims_), nowhere);
  for (std::size_t p = 0; p < size(); ++p) {
    for (std::size_t d = 0; d < static_cast<std::size_t>(dims_); ++d) {
      coordinates_[(p / leaf_size * static_cast<std::size_t>(dims_) + d) * leaf_size +
                   p % leaf_size] = places[order_[p]][d];
    }
  }
}

Place PointTree::place(double x, double y) const {
  if (metric_ == Metric::planar) return {x, y, 0};
  const double longitude = x * (std::numbers::pi / 180);
  const double latitude = y * (std::numbers::pi / 180);
  return {earth_radius_km * std::cos(latitude) * std::cos(longitude),
          earth_radius_km * std::cos(latitude) * std::sin(longitude),
          earth_radius_km * std::sin(latitude)};
}

Place PointTree::place_at(std::size_t position) const {
  Place place{};
  const std::size_t dims = static_cast<std::size_t>(dims_);
  for (std::size_t d = 0; d < dims; ++d)
    place[d] = coordinates_[(position / leaf_size * dims + d) * leaf_size + position % leaf_size];
  return place;
}

void PointTree::build(std::vector<Place>& places, std::size_t number, std::size_t first,
                      std::size_t last) {
  const Node node{number, first, last};
  const auto begin = order_.begin() + static_cast<std::ptrdiff_t>(first * leaf_size);
  const auto end = order_.begin() + static_cast<std::ptrdiff_t>(std::min(last * leaf_size, size()));
  Box& box = boxes_[number];
  box = {{infinity, infinity, infinity}, {-infinity, -infinity, -infinity}};
  for (auto i = begin; i != end; ++i) {
    for (std::size_t d = 0; d < 3; ++d) {
      box.low[d] = std::min(box.low[d], places[*i][d]);
      box.high[d] = std::max(box.high[d], places[*i][d]);
    }
  }
  if (node.is_leaf()) {
    std::sort(begin, end);
    return;
  }
  std::size_t axis = 0;
  for (std::size_t d = 1; d < 3; ++d)
    if (box.high[d] - box.low[d] > box.high[axis] - box.low[axis]) axis = d;
  const auto middle = order_.begin() + static_cast<std::ptrdiff_t>(node.middle() * leaf_size);
  std::nth_element(begin, middle, end, [&](std::uint32_t a, std::uint32_t b) {
    const double pa = places[a][axis];
    const double pb = places[b][axis];
    return pa < pb || (pa == pb && a < b);
  });
  build(places, node.left().number, first, node.middle());
  build(places, node.right().number, node.middle(), last);
}

double PointTree::nearest2(const Place& place, const Box& box) const {
  double sum = 0;
  for (std::size_t d = 0; d < static_cast<std::size_t>(dims_); ++d)
    sum += square(std::max({box.low[d] - place[d], 0.0, place[d] - box.high[d]}));
  return sum;
}

double PointTree::farthest2(const Place& place, const Box& box) const {
  double sum = 0;
  for (std::size_t d = 0; d < static_cast<std::size_t>(dims_); ++d)
    sum += square(std::max(place[d] - box.low[d], box.high[d] - place[d]));
  return sum;
}

void PointTree::leaves_within(const Place& place, double radius,
                              std::vector<std::uint32_t>& found) const {
  if (leaves() == 0) return;
  if (radius == infinity) {
    const std::size_t before = found.size();
    found.resize(before + leaves());
    std::iota(found.begin() + static_cast<std::ptrdiff_t>(before), found.end(), 0U);
    return;
  }
  // A hair more than the radius: rounding must not lose a point at its very edge.
  const double limit = square(radius) * (1 + 1e-12);
  std::array<Node, 64> stack;
  std::size_t depth = 0;
  stack[depth++] = {0, 0, leaves()};
  while (depth > 0) {
    const Node node = stack[--depth];
    if (nearest2(place, boxes_[node.number]) > limit) continue;
    if (node.is_leaf()) {
      found.push_back(static_cast<std::uint32_t>(node.first));
    } else {
      stack[depth++] = node.right();
      stack[depth++] = node.left();
    }
  }
}

/// The k-th smallest squared distance, if it lies between the squares of two straight distances.
/// Whole nodes nearer than `low` are only counted.
bool PointTree::kth_between(const Place& place, std::size_t k, double low, double high, Work& work,
                            double& squared) const {
  const double low2 = square(std::max(low, 0.0)) * (1 - 1e-12);
  const double high2 = square(high) * (1 + 1e-12);
  std::size_t nearer = 0;
  work.leaves.clear();
  work.stack.assign(1, {0, 0, leaves()});
  while (!work.stack.empty()) {
    const Node node = work.stack.back();
    work.stack.pop_back();
    const Box& box = boxes_[node.number];
    if (nearest2(place, box) > high2) continue;
    if (farthest2(place, box) < low2) {
      nearer += std::min(node.last * leaf_size, size()) - node.first * leaf_size;
    } else if (node.is_leaf()) {
      work.leaves.push_back(static_cast<std::uint32_t>(node.first));
    } else {
      work.stack.push_back(node.right());
      work.stack.push_back(node.left());
    }
  }
  work.squared.resize(work.leaves.size() * leaf_size);
  distances({work.leaves.data(), work.leaves.size()}, place, work.squared.data());
  work.candidates.clear();
  for (const double d2 : work.squared) {
    if (d2 < low2)
      ++nearer;
    else if (d2 <= high2 && d2 < infinity)
      work.candidates.push_back(d2);
  }
  if (nearer >= k || nearer + work.candidates.size() < k) return false;
  const auto nth = work.candidates.begin() + static_cast<std::ptrdiff_t>(k - nearer - 1);
  std::nth_element(work.candidates.begin(), nth, work.candidates.end());
  squared = *nth;
  return true;
}

double PointTree::kth(const Place& place, std::size_t k, double low, double high,
                      Work& work) const {
  double squared = 0;
  if (!kth_between(place, k, low, high, work, squared))
    kth_between(place, k, 0, infinity, work, squared);
  return std::sqrt(squared);
}

/// A straight distance within which there are certainly k points: the farthest of k points that lie
/// about a position of the tree.
double PointTree::bound(const Place& place, std::size_t k, std::size_t position, Work& work) const {
  const std::size_t first = std::min(position > k / 2 ? position - k / 2 : 0, size() - k);
  work.leaves.clear();
  for (std::size_t leaf = first / leaf_size; leaf * leaf_size < first + k; ++leaf)
    work.leaves.push_back(static_cast<std::uint32_t>(leaf));
  work.squared.resize(work.leaves.size() * leaf_size);
  distances({work.leaves.data(), work.leaves.size()}, place, work.squared.data());
  const auto begin = work.squared.begin() + static_cast<std::ptrdiff_t>(first % leaf_size);
  return std::sqrt(*std::max_element(begin, begin + static_cast<std::ptrdiff_t>(k)));
}

void PointTree::neighbour_distances(std::size_t k, std::size_t first_leaf, std::size_t last_leaf,
                                    double* out) const {
  // From point to point the distance changes by no more than the way between them, which leaves
  // a narrow ring to look at.
  Work work;
  Place previous{};
  double known = -1;
  const std::size_t first = first_leaf * leaf_size;
  const std::size_t last = std::min(last_leaf * leaf_size, size());
  for (std::size_t p = first; p < last; ++p) {
    const Place here = place_at(p);
    double low = 0;
    double high = 0;
    if (known < 0) {
      high = bound(here, k, p, work);
    } else {
      const double way = std::sqrt(square(here[0] - previous[0]) + square(here[1] - previous[1]) +
                                   square(here[2] - previous[2]));
      low = known - way;
      high = known + way;
    }
    known = kth(here, k, low, high, work);
    previous = here;
    out[p - first] = distance(square(known));
  }
}

double PointTree::neighbour_distance(const Place& place, std::size_t k) const {
  // Go down to the leaf whose box is nearest and look about it.
  Node node{0, 0, leaves()};
  while (!node.is_leaf()) {
    const bool left =
        nearest2(place, boxes_[node.left().number]) <= nearest2(place, boxes_[node.right().number]);
    node = left ? node.left() : node.right();
  }
  Work work;
  const double high = bound(place, k, node.first * leaf_size, work);
  return distance(square(kth(place, k, 0, high, work)));
}

double PointTree::smallest_distance() const {
  std::vector<double> nearest(size());
  neighbour_distances(2, 0, leaves(), nearest.data());
  return *std::min_element(nearest.begin(), nearest.end());
}

double PointTree::largest_distance() const {
  double best2 = 0;
  std::vector<Node> stack;
  std::array<double, leaf_size> squared{};
  for (std::size_t p = 0; p < size(); ++p) {
    const Place here = place_at(p);
    stack.assign(1, {0, 0, leaves()});
    while (!stack.empty()) {
      const Node node = stack.back();
      stack.pop_back();
      if (farthest2(here, boxes_[node.number]) <= best2) continue;
      if (!node.is_leaf()) {
        stack.push_back(node.right());
        stack.push_back(node.left());
        continue;
      }
      const auto leaf = static_cast<std::uint32_t>(node.first);
      distances({&leaf, 1}, here, squared.data());
      for (const double d2 : squared)
        if (d2 < infinity) best2 = std::max(best2, d2);
    }
  }
  return distance(best2);
}

}  // namespace terrabalance::gwr
