#include "kernels/gwr/points/neighbourhood.hpp"

#include <cmath>
#include <limits>

namespace terrabalance::gwr {
namespace {

WeightShape shape_of(const Weights& weights, double bandwidth) {
  using Form = WeightShape::Form;
  WeightShape shape;
  switch (weights.kernel) {
    case Kernel::gaussian:
      shape.form = Form::gaussian;
      break;
    case Kernel::exponential:
      shape.form = Form::exponential;
      break;
    case Kernel::bisquare:
      shape.form = Form::bisquare;
      break;
    case Kernel::tricube:
      shape.form = Form::tricube;
      break;
    case Kernel::boxcar:
      shape.form = Form::boxcar;
      break;
  }
  shape.great_circle = weights.metric == Metric::great_circle;
  // An infinite bandwidth: weight 1 for all, but for the filling of the last leaf.
  shape.inverse_bandwidth = std::isinf(bandwidth) ? 1e-100 : 1 / bandwidth;
  return shape;
}

}  // namespace

double reach(const Weights& weights, double bandwidth) {
  if (is_compact(weights.kernel)) return bandwidth;
  if (weights.least_weight <= 0) return std::numeric_limits<double>::infinity();
  const double fall = -std::log(weights.least_weight);
  return bandwidth * (weights.kernel == Kernel::gaussian ? std::sqrt(2 * fall) : fall);
}

void bandwidth_distances(const PointTree& tree, const Weights& weights, double bandwidth,
                         std::size_t first_leaf, std::size_t last_leaf, double* out) {
  const std::size_t count = std::min(last_leaf * leaf_size, tree.size()) - first_leaf * leaf_size;
  if (!weights.adaptive || std::isinf(bandwidth)) {
    std::fill_n(out, count, bandwidth);
    return;
  }
  tree.neighbour_distances(static_cast<std::size_t>(bandwidth), first_leaf, last_leaf, out);
  for (std::size_t i = 0; i < count; ++i)
    out[i] *= just_beyond;
}

double bandwidth_distance(const PointTree& tree, const Weights& weights, double bandwidth,
                          const Place& place) {
  if (!weights.adaptive || std::isinf(bandwidth)) return bandwidth;
  return tree.neighbour_distance(place, static_cast<std::size_t>(bandwidth)) * just_beyond;
}

double Neighbourhood::straight_reach(double bandwidth) const {
  const double radius = reach(weights_, bandwidth);
  return weights_.metric == Metric::planar ? radius : chord_of(radius);
}

void Neighbourhood::enter(std::size_t leaf, double bandwidth) {
  const double radius = straight_reach(bandwidth);
  scoped_ = std::isfinite(radius);
  if (scoped_) scope_.enter(leaf, radius);
}

void Neighbourhood::weigh(const Place& place, double bandwidth, LeafList leaves) {
  const std::size_t count = leaves.count * leaf_size;
  tree_->distances(leaves, place, values_.data());
  lane_loops().weights(shape_of(weights_, bandwidth), count, values_.data());
  if (weights_.least_weight > 0 && !is_compact(weights_.kernel)) {
    for (std::size_t i = 0; i < count; ++i)
      if (values_[i] < weights_.least_weight) values_[i] = 0;
  }
}

std::size_t Neighbourhood::count(const Place& place, double bandwidth) {
  std::size_t found = 0;
  visit(place, bandwidth, [&found](LeafList leaves, const double* weights) {
    for (std::size_t i = 0; i < leaves.count * leaf_size; ++i)
      found += weights[i] > 0 ? 1U : 0U;
  });
  return found;
}

}  // namespace terrabalance::gwr
