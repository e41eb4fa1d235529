#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/value/line_vector.hpp"
#include "kernels/gwr/lanes/lanes.hpp"
#include "kernels/gwr/points/leaf_scope.hpp"
#include "kernels/gwr/points/point_tree.hpp"
#include "kernels/gwr/weight.hpp"

namespace terrabalance::gwr {

/// What an adaptive bandwidth distance is of the distance to the k-th neighbour, so that this one
/// itself has weight.
inline constexpr double just_beyond = 1.0000001;

/// How places are weighted.
struct Weights {
  Kernel kernel = Kernel::bisquare;
  Metric metric = Metric::planar;
  /// The bandwidth is a number of neighbours k, the place itself counted first, and each place has
  /// its own distance: to its k-th neighbour, times 1.0000001 so that this one has weight.
  bool adaptive = false;
  /// Neighbours with less weight are left out (kernels that are not compact only). Every sum of
  /// weights, at least 1, then misses less than n times this. 0: none is left out.
  double least_weight = 0;
};

/// Bandwidth distances of the points of some leaves, one value per position from the first on.
/// \param bandwidth  a distance or, if adaptive, a number of neighbours in [1, tree.size()]
void bandwidth_distances(const PointTree& tree, const Weights& weights, double bandwidth,
                         std::size_t first_leaf, std::size_t last_leaf, double* out);
/// The same at any place.
double bandwidth_distance(const PointTree& tree, const Weights& weights, double bandwidth,
                          const Place& place);

/// Walks over the weighted neighbours of one place after another; keeps its buffers.
class Neighbourhood {
 public:
  Neighbourhood(const PointTree& tree, const Weights& weights)
      : tree_(&tree), weights_(weights), scope_(tree) {}

  /// Says that the next places are those of a leaf, with no bandwidth above the one given: their
  /// neighbours are then looked for near the leaf only. Until leave().
  void enter(std::size_t leaf, double bandwidth);
  void leave() { scoped_ = false; }

  /// Calls visit(LeafList, double* weights) for batches of leaves, in the tree's order; the visitor
  /// may change the weights. Points without weight may be among them, with weight 0.
  /// \param bandwidth  distance > 0
  template <class Visit>
  void visit(const Place& place, double bandwidth, Visit&& visit);

  /// Points with weight.
  std::size_t count(const Place& place, double bandwidth);

 private:
  static constexpr std::size_t batch = 128;  ///< leaves; their weights stay in the first cache

  double straight_reach(double bandwidth) const;
  void weigh(const Place& place, double bandwidth, LeafList leaves);

  const PointTree* tree_;
  Weights weights_;
  LeafScope scope_;
  bool scoped_ = false;
  std::vector<std::uint32_t> leaves_;
  LineVector<double> values_ = LineVector<double>(batch * leaf_size);
};

/// Distance beyond which a kernel gives no weight that counts.
double reach(const Weights& weights, double bandwidth);

template <class Visit>
void Neighbourhood::visit(const Place& place, double bandwidth, Visit&& visit) {
  const double radius = straight_reach(bandwidth);
  leaves_.clear();
  if (scoped_)
    scope_.leaves_within(place, radius, leaves_);
  else
    tree_->leaves_within(place, radius, leaves_);
  for (std::size_t first = 0; first < leaves_.size(); first += batch) {
    const LeafList list{leaves_.data() + first, std::min(batch, leaves_.size() - first)};
    weigh(place, bandwidth, list);
    visit(list, values_.data());
  }
}

}  // namespace terrabalance::gwr
