#include "kernels/gwr/points/point_tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace terrabalance::gwr {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nowhere = 1e200;  ///< coordinate of the filling of the last leaf
/// Points below which threads cost more than they spare.
constexpr std::size_t parallel_points = 4096;

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

/// Goes down a tree from left to right, into those nodes of which enter(node) says so.
template <class Enter>
void descend(const Node& root, Enter&& enter) {
  std::array<Node, 64> stack;
  std::size_t depth = 0;
  stack[depth++] = root;
  while (depth > 0) {
    const Node node = stack[--depth];
    if (!enter(node) || node.is_leaf()) continue;
    stack[depth++] = node.right();
    stack[depth++] = node.left();
  }
}

double square(double x) {
  return x * x;
}

}  // namespace

/// A point on its way to its leaf. Points are moved as a whole: looking them up through an index
/// would miss the cache at every step.
struct PointTree::Item {
  Place place;
  std::uint32_t index;
};

namespace {

std::vector<std::uint32_t> all_rows(std::size_t count) {
  std::vector<std::uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

}  // namespace

PointTree::PointTree(std::span<const double> x, std::span<const double> y, Metric metric)
    : PointTree(x, y, all_rows(x.size()), metric, 1) {}

PointTree::PointTree(std::span<const double> x, std::span<const double> y,
                     std::span<const std::uint32_t> rows, Metric metric, int threads)
    : metric_(metric), dims_(metric == Metric::planar ? 2 : 3) {
  if (rows.empty()) return;
  const std::size_t count = rows.size();
  const auto dims = static_cast<std::size_t>(dims_);
  std::vector<Item> items;
  assign_in_large_pages(items, count, Item{});
  assign_in_large_pages(order_, count, 0U);
  boxes_.resize(2 * leaves() - 1);
  assign_in_large_pages(coordinates_, leaves() * leaf_size * dims, nowhere);
#pragma omp parallel num_threads(threads) if (count > parallel_points)
  {
#pragma omp for
    for (std::size_t i = 0; i < count; ++i)
      items[i] = {place(x[rows[i]], y[rows[i]]), static_cast<std::uint32_t>(i)};
#pragma omp single
    build(items, 0, 0, leaves());
#pragma omp for
    for (std::size_t p = 0; p < count; ++p) {
      order_[p] = items[p].index;
      double* leaf = &coordinates_[p / leaf_size * dims * leaf_size + p % leaf_size];
      for (std::size_t d = 0; d < dims; ++d)
        leaf[d * leaf_size] = items[p].place[d];
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

void PointTree::build(std::vector<Item>& items, std::size_t number, std::size_t first,
                      std::size_t last) {
  const Node node{number, first, last};
  const auto begin = items.begin() + static_cast<std::ptrdiff_t>(first * leaf_size);
  const auto end = items.begin() + static_cast<std::ptrdiff_t>(std::min(last * leaf_size, size()));
  LeafBox box{{infinity, infinity, infinity}, {-infinity, -infinity, -infinity}};
  for (auto i = begin; i != end; ++i) {
    for (std::size_t d = 0; d < 3; ++d) {
      box.low[d] = std::min(box.low[d], i->place[d]);
      box.high[d] = std::max(box.high[d], i->place[d]);
    }
  }
  boxes_[number] = box;
  if (node.is_leaf()) {
    std::sort(begin, end, [](const Item& a, const Item& b) { return a.index < b.index; });
    return;
  }
  std::size_t axis = 0;
  for (std::size_t d = 1; d < 3; ++d)
    if (box.high[d] - box.low[d] > box.high[axis] - box.low[axis]) axis = d;
  const auto middle = items.begin() + static_cast<std::ptrdiff_t>(node.middle() * leaf_size);
  std::nth_element(begin, middle, end, [axis](const Item& a, const Item& b) {
    const double pa = a.place[axis];
    const double pb = b.place[axis];
    return pa < pb || (pa == pb && a.index < b.index);
  });
  const bool large = static_cast<std::size_t>(end - begin) > parallel_points;
#pragma omp task shared(items) if (large)
  build(items, node.left().number, first, node.middle());
  build(items, node.right().number, node.middle(), last);
#pragma omp taskwait
}

/// Squared distances of a place from the nearest and the farthest point of a box. Rounded as the
/// distances of points are, so that no point of the box is nearer or farther.
template <int dims>
std::pair<double, double> extent2(const Place& place, const LeafBox& box) {
  double nearest = 0;
  double farthest = 0;
  for (std::size_t d = 0; d < dims; ++d) {
    const double below = place[d] - box.low[d];
    const double above = box.high[d] - place[d];
    nearest += square(std::max({-below, 0.0, -above}));
    farthest += square(std::max(below, above));
  }
  return {nearest, farthest};
}

/// Goes down the tree from left to right: whole(node) where all points are nearer than low2 (a
/// squared distance), leaf(number) where some may be nearer than high2.
template <int dims, class Whole, class Leaf>
void PointTree::walk_in(const Place& place, double low2, double high2, Whole&& whole,
                        Leaf&& leaf) const {
  if (leaves() == 0) return;
  descend({0, 0, leaves()}, [&](const Node& node) {
    const auto [nearest, farthest] = extent2<dims>(place, boxes_[node.number]);
    if (nearest > high2) return false;
    if (farthest < low2) {
      whole(node);
      return false;
    }
    if (node.is_leaf()) leaf(static_cast<std::uint32_t>(node.first));
    return true;
  });
}

template <class Whole, class Leaf>
void PointTree::walk(const Place& place, double low2, double high2, Whole&& whole,
                     Leaf&& leaf) const {
  if (dims_ == 2)
    walk_in<2>(place, low2, high2, whole, leaf);
  else
    walk_in<3>(place, low2, high2, whole, leaf);
}

double PointTree::nearest2(const Place& place, const LeafBox& box) const {
  return dims_ == 2 ? extent2<2>(place, box).first : extent2<3>(place, box).first;
}

void PointTree::leaves_within(const Place& place, double radius,
                              std::vector<std::uint32_t>& found) const {
  // A hair more than the radius: rounding must not lose a point at its very edge.
  const double limit = square(radius) * (1 + slack);
  const auto add = [&found](std::uint32_t leaf) { found.push_back(leaf); };
  walk(
      place, limit, limit,
      [&](const Node& node) {
        for (std::size_t leaf = node.first; leaf < node.last; ++leaf)
          add(static_cast<std::uint32_t>(leaf));
      },
      add);
}

std::size_t PointTree::leaves_between(const Place& place, double low2, double high2,
                                      std::vector<std::uint32_t>& found) const {
  std::size_t nearer = 0;
  walk(
      place, low2, high2,
      [&](const Node& node) {
        nearer += std::min(node.last * leaf_size, size()) - node.first * leaf_size;
      },
      [&found](std::uint32_t leaf) { found.push_back(leaf); });
  return nearer;
}

void PointTree::leaves_about(std::size_t leaf, double radius, std::vector<std::uint32_t>& found,
                             std::vector<LeafBox>& boxes) const {
  Node here{0, 0, leaves()};
  while (!here.is_leaf())
    here = leaf < here.middle() ? here.left() : here.right();
  const LeafBox& centre = boxes_[here.number];
  const double limit = square(radius) * (1 + slack);
  descend({0, 0, leaves()}, [&](const Node& node) {
    const LeafBox& box = boxes_[node.number];
    double apart = 0;
    for (std::size_t d = 0; d < 3; ++d)
      apart += square(std::max({box.low[d] - centre.high[d], 0.0, centre.low[d] - box.high[d]}));
    if (apart > limit) return false;
    if (node.is_leaf()) {
      found.push_back(static_cast<std::uint32_t>(node.first));
      boxes.push_back(box);
    }
    return true;
  });
}

double PointTree::neighbour_distance(const Place& place, std::size_t k) const {
  // Go down to the leaf whose box is nearest and look about it.
  Node node{0, 0, leaves()};
  while (!node.is_leaf()) {
    const bool left =
        nearest2(place, boxes_[node.left().number]) <= nearest2(place, boxes_[node.right().number]);
    node = left ? node.left() : node.right();
  }
  return neighbour_distance(place, k, node.first * leaf_size);
}

double PointTree::smallest_distance() const {
  std::vector<double> nearest(size());
  neighbour_distances(2, 0, leaves(), nearest.data());
  return *std::min_element(nearest.begin(), nearest.end());
}

double PointTree::largest_distance() const {
  double best2 = 0;
  std::array<double, leaf_size> squared{};
  for (std::size_t p = 0; p < size(); ++p) {
    const Place here = place_at(p);
    descend({0, 0, leaves()}, [&](const Node& node) {
      const LeafBox& box = boxes_[node.number];
      const auto extent = dims_ == 2 ? extent2<2>(here, box) : extent2<3>(here, box);
      if (extent.second <= best2) return false;
      if (!node.is_leaf()) return true;
      const auto leaf = static_cast<std::uint32_t>(node.first);
      distances({&leaf, 1}, here, squared.data());
      for (const double d2 : squared)
        if (d2 < infinity) best2 = std::max(best2, d2);
      return false;
    });
  }
  return distance(best2);
}

}  // namespace terrabalance::gwr
