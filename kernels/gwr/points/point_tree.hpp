#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/value/large_pages.hpp"
#include "engine/value/line_vector.hpp"
#include "kernels/gwr/lanes/lanes.hpp"
#include "kernels/gwr/weight.hpp"

namespace terrabalance::gwr {

/// A place as the tree measures it: planar x, y, or a point on the sphere in km.
using Place = std::array<double, 3>;

/// Where the points of a leaf, or of a node, lie.
struct LeafBox {
  Place low;
  Place high;
};

/// Points in a balanced tree of full leaves, for "who is within a radius" and "how far is the k-th
/// neighbour", and for sums over neighbours that read memory in one sweep. Unlike a general tree it
/// lays points out for the vectorised loops of lanes.hpp.
///
/// Ties: the k-th neighbour distance is the k-th smallest of all distances, the point itself and
/// duplicates counted; whatever lies at that distance counts as a neighbour. So no result depends
/// on which of two equally distant points comes first, nor on the tree.
class PointTree {
 public:
  PointTree() = default;

  /// \param x,y  finite coordinates, equally many (longitude, latitude for great_circle)
  PointTree(std::span<const double> x, std::span<const double> y, Metric metric);

  /// The same of some rows of x and y; order() then counts the rows.
  PointTree(std::span<const double> x, std::span<const double> y,
            std::span<const std::uint32_t> rows, Metric metric, int threads);

  std::size_t size() const { return order_.size(); }
  std::size_t leaves() const { return (size() + leaf_size - 1) / leaf_size; }
  Metric metric() const { return metric_; }
  int dims() const { return dims_; }
  std::size_t points_of(std::size_t leaf) const {
    return std::min((leaf + 1) * leaf_size, size()) - leaf * leaf_size;
  }

  /// Index of the point at a position of the tree's order.
  std::span<const std::uint32_t> order() const { return order_; }

  Place place(double x, double y) const;
  Place place_at(std::size_t position) const;

  /// Appends the leaves that may hold points nearer than the radius, in the tree's order.
  /// \param radius  straight distance
  void leaves_within(const Place& place, double radius, std::vector<std::uint32_t>& found) const;

  /// Appends the leaves that may hold points between two squared straight distances, in the tree's
  /// order. \return  points of the leaves whose points are all nearer
  std::size_t leaves_between(const Place& place, double low2, double high2,
                             std::vector<std::uint32_t>& found) const;

  /// Appends the leaves that may hold points nearer than the radius to a place of a leaf, and their
  /// boxes, in the tree's order.
  void leaves_about(std::size_t leaf, double radius, std::vector<std::uint32_t>& found,
                    std::vector<LeafBox>& boxes) const;

  /// Relative, of squared distances: what rounding may add to them.
  static constexpr double slack = 1e-12;

  /// Squared straight distances of all points of the leaves, leaf_size values a leaf.
  void distances(LeafList leaves, const Place& place, double* out) const {
    lane_loops().distances(coordinates_.data(), dims_, leaves, place.data(), out);
  }

  /// Distances, in units of the metric, from the points of some leaves to their k-th neighbours,
  /// themselves counted first. 1 <= k <= size(). Exact, in any order of asking.
  /// \param out  one value per position, from the first of first_leaf on
  void neighbour_distances(std::size_t k, std::size_t first_leaf, std::size_t last_leaf,
                           double* out) const;

  /// The same from any place.
  double neighbour_distance(const Place& place, std::size_t k) const;

  /// Smallest distance between two points (0 with duplicates); needs two points.
  double smallest_distance() const;
  /// Largest distance between two points.
  double largest_distance() const;

 private:
  struct Item;
  struct Work;
  struct Known;

  double straight(double distance) const {
    return metric_ == Metric::planar ? distance : chord_of(distance);
  }
  double distance(double squared) const {
    return metric_ == Metric::planar ? std::sqrt(squared) : great_circle_of(squared);
  }

  void build(std::vector<Item>& items, std::size_t node, std::size_t first, std::size_t last);
  template <class Whole, class Leaf>
  void walk(const Place& place, double low2, double high2, Whole&& whole, Leaf&& leaf) const;
  template <int dims, class Whole, class Leaf>
  void walk_in(const Place& place, double low2, double high2, Whole&& whole, Leaf&& leaf) const;
  double nearest2(const Place& place, const LeafBox& box) const;

  enum class Answer { between, nearer, farther };
  Answer kth_between(const Place& place, std::size_t k, double low, double high, Work& work,
                     double& squared) const;
  double kth(const Place& place, std::size_t k, double low, double high, double step,
             Work& work) const;
  double bound(const Place& place, std::size_t k, std::size_t position, Work& work) const;
  double kth_after(const Place& here, std::size_t k, const Known& known, Work& work) const;
  double neighbour_distance(const Place& place, std::size_t k, std::size_t position) const;

  Metric metric_ = Metric::planar;
  int dims_ = 2;
  std::vector<std::uint32_t> order_;
  LineVector<double> coordinates_;  ///< per leaf: dims columns of leaf_size
  std::vector<LeafBox> boxes_;      ///< of the nodes in preorder
};

/// Columns of numbers in the tree's order, leaf by leaf, for the loops over neighbours.
class LeafValues {
 public:
  LeafValues() = default;
  LeafValues(const PointTree& tree, int columns) : columns_(columns) {
    assign_in_large_pages(values_, tree.leaves() * leaf_size * static_cast<std::size_t>(columns),
                          0.0);
  }

  int columns() const { return columns_; }
  const double* data() const { return values_.data(); }
  double& at(std::size_t position, int column) { return values_[offset(position, column)]; }
  double at(std::size_t position, int column) const { return values_[offset(position, column)]; }

  /// Fills a column from values in the order of the input.
  void assign(const PointTree& tree, int column, std::span<const double> values) {
    const auto order = tree.order();
    for (std::size_t p = 0; p < order.size(); ++p)
      at(p, column) = values[order[p]];
  }

 private:
  std::size_t offset(std::size_t position, int column) const {
    const auto c = static_cast<std::size_t>(columns_);
    return (position / leaf_size * c + static_cast<std::size_t>(column)) * leaf_size +
           position % leaf_size;
  }

  int columns_ = 0;
  LineVector<double> values_;
};

}  // namespace terrabalance::gwr
