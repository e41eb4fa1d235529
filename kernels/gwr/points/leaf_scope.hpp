#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/gwr/points/point_tree.hpp"

namespace terrabalance::gwr {

/// The leaves about one leaf, in a flat list that the vectorised loops go through. The places of a
/// leaf ask for nearly the same leaves one after another: going down the tree for each of them
/// would cost more the deeper the tree is. Belongs to one thread; keeps its buffers.
class LeafScope {
 public:
  explicit LeafScope(const PointTree& tree) : tree_(&tree) {}

  /// Takes all leaves that may hold points nearer than `radius` to a place of `leaf`.
  /// \param radius  straight distance, finite
  void enter(std::size_t leaf, double radius);

  /// Appends those that may hold points nearer than the radius to a place of the leaf, in the
  /// tree's order. \param radius  straight distance, not above that of enter()
  void leaves_within(const Place& place, double radius, std::vector<std::uint32_t>& found);

  /// Appends those that may hold points between two squared distances.
  /// \return  points of the leaves whose points are all nearer
  std::size_t leaves_between(const Place& place, double low2, double high2,
                             std::vector<std::uint32_t>& found);

 private:
  void measure(const Place& place);

  const PointTree* tree_;
  std::vector<std::uint32_t> leaves_;
  std::vector<LeafBox> boxes_;
  std::size_t stride_ = 0;        ///< of the columns of bounds_
  std::vector<double> bounds_;    ///< low, then high sides of the boxes, a column a dimension
  std::vector<double> nearest_;   ///< squared distances of the boxes
  std::vector<double> farthest_;  ///< and of their farthest corners
};

}  // namespace terrabalance::gwr
