#include "kernels/gwr/points/point_tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace terrabalance::gwr {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double slack = 1e-12;    ///< relative, of squared distances, for rounding
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

double square(double x) {
  return x * x;
}

}  // namespace

struct PointTree::Work {
  std::vector<std::uint32_t> leaves;
  std::vector<double> squared;
  std::vector<double> candidates;
};

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
  Box box{{infinity, infinity, infinity}, {-infinity, -infinity, -infinity}};
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
template <int dims, class Box>
std::pair<double, double> extent2(const Place& place, const Box& box) {
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
  std::array<Node, 64> stack;
  std::size_t depth = 0;
  stack[depth++] = {0, 0, leaves()};
  while (depth > 0) {
    const Node node = stack[--depth];
    const auto [nearest, farthest] = extent2<dims>(place, boxes_[node.number]);
    if (nearest > high2) continue;
    if (farthest < low2) {
      whole(node);
    } else if (node.is_leaf()) {
      leaf(static_cast<std::uint32_t>(node.first));
    } else {
      stack[depth++] = node.right();
      stack[depth++] = node.left();
    }
  }
}

template <class Whole, class Leaf>
void PointTree::walk(const Place& place, double low2, double high2, Whole&& whole,
                     Leaf&& leaf) const {
  if (dims_ == 2)
    walk_in<2>(place, low2, high2, whole, leaf);
  else
    walk_in<3>(place, low2, high2, whole, leaf);
}

double PointTree::nearest2(const Place& place, const Box& box) const {
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

/// The k-th smallest squared distance, if it lies between two straight distances; else on which
/// side. Whole nodes nearer than `low` are only counted.
PointTree::Answer PointTree::kth_between(const Place& place, std::size_t k, double low, double high,
                                         Work& work, double& squared) const {
  const double low2 = low > 0 ? square(low) * (1 - slack) : 0;
  const double high2 = square(high) * (1 + slack);
  std::size_t nearer = 0;
  work.leaves.clear();
  walk(
      place, low2, high2,
      [&](const Node& node) {
        nearer += std::min(node.last * leaf_size, size()) - node.first * leaf_size;
      },
      [&](std::uint32_t leaf) { work.leaves.push_back(leaf); });
  work.squared.resize(work.leaves.size() * leaf_size);
  distances({work.leaves.data(), work.leaves.size()}, place, work.squared.data());
  if (work.candidates.size() < work.squared.size()) work.candidates.resize(work.squared.size());
  const double limit = std::min(high2, std::numeric_limits<double>::max());  // not the filling
  std::size_t found = 0;
  for (const double d2 : work.squared) {
    work.candidates[found] = d2;
    found += d2 >= low2 && d2 <= limit ? 1U : 0U;
    nearer += d2 < low2 ? 1U : 0U;
  }
  if (nearer >= k) return Answer::nearer;
  if (nearer + found < k) return Answer::farther;
  const auto begin = work.candidates.begin();
  const auto nth = begin + static_cast<std::ptrdiff_t>(k - nearer - 1);
  std::nth_element(begin, nth, begin + static_cast<std::ptrdiff_t>(found));
  squared = *nth;
  return Answer::between;
}

/// The k-th smallest straight distance, known to lie in [low, high]. Tries a narrow ring of half
/// width `step` about the middle first.
double PointTree::kth(const Place& place, std::size_t k, double low, double high, double step,
                      Work& work) const {
  double squared = 0;
  const double middle = (low + high) / 2;
  if (step > 0) {
    const Answer answer = kth_between(place, k, middle - step, middle + step, work, squared);
    if (answer == Answer::between) return std::sqrt(squared);
    if (answer == Answer::nearer)
      high = middle - step;
    else
      low = middle + step;
  }
  if (kth_between(place, k, low, high, work, squared) != Answer::between)
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
  // From point to point the distance changes by no more than the way between them, and mostly by
  // much less, which leaves a narrow ring to look at.
  constexpr std::size_t remembered = 24;
  constexpr double usual_change = 0.35;
  struct Known {
    Place place;
    double distance;
  };
  std::array<Known, remembered> known{};
  Work work;
  const std::size_t first = first_leaf * leaf_size;
  const std::size_t last = std::min(last_leaf * leaf_size, size());
  for (std::size_t p = first; p < last; ++p) {
    const Place here = place_at(p);
    double straight_distance = 0;
    if (p == first) {
      straight_distance = kth(here, k, 0, bound(here, k, p, work), 0, work);
    } else {
      double way2 = infinity;
      double near = 0;
      for (std::size_t i = 0; i < std::min(p - first, remembered); ++i) {
        const Place& there = known[i].place;
        const double d2 =
            square(here[0] - there[0]) + square(here[1] - there[1]) + square(here[2] - there[2]);
        if (d2 < way2) {
          way2 = d2;
          near = known[i].distance;
        }
      }
      const double way = std::sqrt(way2);
      straight_distance = kth(here, k, near - way, near + way, usual_change * way, work);
    }
    known[(p - first) % remembered] = {here, straight_distance};
    out[p - first] = distance(square(straight_distance));
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
  return distance(square(kth(place, k, 0, high, 0, work)));
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
    std::array<Node, 64> stack;
    std::size_t depth = 0;
    stack[depth++] = {0, 0, leaves()};
    while (depth > 0) {
      const Node node = stack[--depth];
      const Box& box = boxes_[node.number];
      const auto extent = dims_ == 2 ? extent2<2>(here, box) : extent2<3>(here, box);
      if (extent.second <= best2) continue;
      if (!node.is_leaf()) {
        stack[depth++] = node.right();
        stack[depth++] = node.left();
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
