#include "kernels/gwr/points/leaf_scope.hpp"

#include <algorithm>

namespace terrabalance::gwr {

void LeafScope::enter(std::size_t leaf, double radius) {
  leaves_.clear();
  boxes_.clear();
  tree_->leaves_about(leaf, radius, leaves_, boxes_);
  const auto dims = static_cast<std::size_t>(tree_->dims());
  stride_ = (leaves_.size() + leaf_size - 1) / leaf_size * leaf_size;
  if (bounds_.size() < 2 * dims * stride_) bounds_.resize(2 * dims * stride_);
  if (nearest_.size() < stride_) nearest_.resize(stride_);
  if (farthest_.size() < stride_) farthest_.resize(stride_);
  for (std::size_t d = 0; d < dims; ++d) {
    for (std::size_t i = 0; i < stride_; ++i) {
      const LeafBox& box = boxes_[std::min(i, boxes_.size() - 1)];
      bounds_[d * stride_ + i] = box.low[d];
      bounds_[(dims + d) * stride_ + i] = box.high[d];
    }
  }
}

void LeafScope::measure(const Place& place) {
  lane_loops().extents(bounds_.data(), stride_, tree_->dims(), place.data(), nearest_.data(),
                       farthest_.data());
}

void LeafScope::leaves_within(const Place& place, double radius,
                              std::vector<std::uint32_t>& found) {
  measure(place);
  const double limit = radius * radius * (1 + PointTree::slack);
  const std::size_t before = found.size();
  found.resize(before + leaves_.size());
  std::uint32_t* next = found.data() + before;
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    *next = leaves_[i];
    next += nearest_[i] <= limit ? 1 : 0;
  }
  found.resize(static_cast<std::size_t>(next - found.data()));
}

std::size_t LeafScope::leaves_between(const Place& place, double low2, double high2,
                                      std::vector<std::uint32_t>& found) {
  measure(place);
  const std::size_t before = found.size();
  found.resize(before + leaves_.size());
  std::uint32_t* next = found.data() + before;
  std::size_t nearer = 0;
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    const bool whole = farthest_[i] < low2;
    *next = leaves_[i];
    next += !whole && nearest_[i] <= high2 ? 1 : 0;
    nearer += whole ? tree_->points_of(leaves_[i]) : 0;
  }
  found.resize(static_cast<std::size_t>(next - found.data()));
  return nearer;
}

}  // namespace terrabalance::gwr
