#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernels/gwr/lanes/lanes.hpp"
#include "kernels/gwr/points/leaf_scope.hpp"
#include "kernels/gwr/points/point_tree.hpp"

namespace terrabalance::gwr {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double square(double x) {
  return x * x;
}

double way2(const Place& a, const Place& b) {
  return square(a[0] - b[0]) + square(a[1] - b[1]) + square(a[2] - b[2]);
}

/// The k-th smallest of the first values, from 1; their order is lost.
double kth_smallest(std::vector<double>& values, std::size_t count, std::size_t k) {
  constexpr std::size_t few = 4 * ranked_step;
  if (count <= few) return lane_loops().ranked(values.data(), count, k);
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(values.begin(), nth, values.begin() + static_cast<std::ptrdiff_t>(count));
  return *nth;
}

}  // namespace

/// Buffers of a search.
struct PointTree::Work {
  explicit Work(const PointTree& tree) : scope(tree) {}

  LeafScope scope;
  bool scoped = false;  ///< whether all points that are asked for lie in the scope
  std::vector<std::uint32_t> leaves;
  std::vector<double> squared;
  std::vector<double> candidates;
};

/// The k-th smallest squared distance, if it lies between two straight distances; else on which
/// side. Whole leaves nearer than `low` are only counted.
PointTree::Answer PointTree::kth_between(const Place& place, std::size_t k, double low, double high,
                                         Work& work, double& squared) const {
  const double low2 = low > 0 ? square(low) * (1 - slack) : 0;
  const double high2 = square(high) * (1 + slack);
  work.leaves.clear();
  std::size_t nearer = work.scoped ? work.scope.leaves_between(place, low2, high2, work.leaves)
                                   : leaves_between(place, low2, high2, work.leaves);
  work.squared.resize(work.leaves.size() * leaf_size);
  distances({work.leaves.data(), work.leaves.size()}, place, work.squared.data());
  if (work.candidates.size() < work.squared.size() + ranked_step)
    work.candidates.resize(work.squared.size() + ranked_step);
  const double limit = std::min(high2, std::numeric_limits<double>::max());  // not the filling
  const std::size_t found = lane_loops().between(work.squared.data(), work.squared.size(), low2,
                                                 limit, work.candidates.data(), &nearer);
  if (nearer >= k) return Answer::nearer;
  if (nearer + found < k) return Answer::farther;
  squared = kth_smallest(work.candidates, found, k - nearer);
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
  if (kth_between(place, k, low, high, work, squared) != Answer::between) {
    work.scoped = false;
    kth_between(place, k, 0, infinity, work, squared);
  }
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

/// The last places asked for, and how far their k-th neighbours are. From place to place that
/// changes by no more than the way between them, and mostly by much less.
struct PointTree::Known {
  static constexpr std::size_t remembered = 24;
  std::array<Place, remembered> places{};
  std::array<double, remembered> distances{};
  std::size_t count = 0;

  void add(const Place& place, double distance) {
    places[count % remembered] = place;
    distances[count % remembered] = distance;
    ++count;
  }
};

double PointTree::kth_after(const Place& here, std::size_t k, const Known& known,
                            Work& work) const {
  constexpr double usual_change = 0.35;
  double least2 = infinity;
  double near = 0;
  for (std::size_t i = 0; i < std::min(known.count, Known::remembered); ++i) {
    const double d2 = way2(here, known.places[i]);
    if (d2 < least2) {
      least2 = d2;
      near = known.distances[i];
    }
  }
  const double way = std::sqrt(least2);
  return kth(here, k, near - way, near + way, usual_change * way, work);
}

void PointTree::neighbour_distances(std::size_t k, std::size_t first_leaf, std::size_t last_leaf,
                                    double* out) const {
  Known known;
  Work work(*this);
  for (std::size_t leaf = first_leaf; leaf < last_leaf; ++leaf) {
    const std::size_t first = leaf * leaf_size;
    const std::size_t last = std::min(first + leaf_size, size());
    double across2 = 0;
    for (std::size_t p = first + 1; p < last; ++p)
      across2 = std::max(across2, way2(place_at(first), place_at(p)));
    for (std::size_t p = first; p < last; ++p) {
      const Place here = place_at(p);
      if (p == first) work.scoped = false;
      const double found = known.count == 0 ? kth(here, k, 0, bound(here, k, p, work), 0, work)
                                            : kth_after(here, k, known, work);
      known.add(here, found);
      out[p - first_leaf * leaf_size] = distance(square(found));
      if (p > first) continue;
      // A hair more than the others can need, for rounding.
      work.scope.enter(leaf, (found + std::sqrt(across2)) * (1 + 1e-9));
      work.scoped = true;
    }
  }
}

double PointTree::neighbour_distance(const Place& place, std::size_t k,
                                     std::size_t position) const {
  Work work(*this);
  const double high = bound(place, k, position, work);
  return distance(square(kth(place, k, 0, high, 0, work)));
}

}  // namespace terrabalance::gwr
