#include "kernels/gwr/multiscale/smoother.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace terrabalance::gwr {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t remembered = 200;  ///< bandwidths whose distances are kept
constexpr std::size_t sums_per_leaf = 5;

}  // namespace

Smoother::Smoother(const PointTree& tree, Weights weights, std::vector<double> column)
    : tree_(&tree), weights_(weights), column_(std::move(column)), values_(tree, 2) {
  for (std::size_t p = 0; p < tree.size(); ++p)
    values_.at(p, 0) = column_[p];
}

void Smoother::set_response(std::span<const double> response) {
  for (std::size_t p = 0; p < tree_->size(); ++p)
    values_.at(p, 1) = response[p];
}

const std::vector<double>& Smoother::distances(double bandwidth, const Team& team) {
  const auto known = distances_.find(bandwidth);
  if (known != distances_.end()) return known->second;
  if (distances_.size() >= remembered) distances_.clear();
  const Chunks mine = team.share(tree_->leaves());
  std::vector<double> found((mine.last - mine.first) * leaf_size);
  constexpr std::ptrdiff_t together = 8;  // leaves: neighbours help each other's search
  const auto first = static_cast<std::ptrdiff_t>(mine.first);
  const auto last = static_cast<std::ptrdiff_t>(mine.last);
#pragma omp parallel for schedule(dynamic) num_threads(team.threads)
  for (std::ptrdiff_t leaf = first; leaf < last; leaf += together) {
    bandwidth_distances(*tree_, weights_, bandwidth, static_cast<std::size_t>(leaf),
                        static_cast<std::size_t>(std::min(leaf + together, last)),
                        &found[static_cast<std::size_t>(leaf - first) * leaf_size]);
  }
  return distances_.emplace(bandwidth, std::move(found)).first->second;
}

/// each(position, sum of w x², beta) for the places of some leaves.
template <class Each>
void Smoother::for_places(double bandwidth, const Team& team, Chunks leaves, Each&& each) {
  const std::vector<double>& distance = distances(bandwidth, team);
  const auto first = static_cast<std::ptrdiff_t>(leaves.first);
  const auto last = static_cast<std::ptrdiff_t>(leaves.last);
#pragma omp parallel num_threads(team.threads)
  {
    Neighbourhood neighbourhood(*tree_, weights_);
#pragma omp for schedule(dynamic, 4)
    for (std::ptrdiff_t leaf = first; leaf < last; ++leaf) {
      const std::size_t begin = static_cast<std::size_t>(leaf) * leaf_size;
      const std::size_t end = std::min(begin + leaf_size, tree_->size());
      const double* of_leaf = distance.data() + (begin - leaves.first * leaf_size);
      neighbourhood.enter(static_cast<std::size_t>(leaf),
                          *std::max_element(of_leaf, of_leaf + (end - begin)));
      for (std::size_t p = begin; p < end; ++p) {
        const double here = of_leaf[p - begin];
        std::array<double, 2> sums{};
        if (here > 0) {
          neighbourhood.visit(tree_->place_at(p), here, [&](LeafList list, const double* weights) {
            lane_loops().slope(values_.data(), list, weights, sums.data());
          });
        }
        each(p, sums[0], sums[0] > 0 ? sums[1] / sums[0] : nan);
      }
    }
  }
}

Sums Smoother::evaluate(double bandwidth, const Team& team) {
  const Chunks mine = team.share(tree_->leaves());
  const Team::Numbers all = team.gather([&] {
    Team::Numbers sums((mine.last - mine.first) * sums_per_leaf, 0.0);
    for_places(bandwidth, team, mine, [&](std::size_t p, double weight, double beta) {
      double* sum = &sums[(p / leaf_size - mine.first) * sums_per_leaf];
      const bool known = weight > 0;
      const double residual = values_.at(p, 1) - (known ? column_[p] * beta : 0);
      const double leverage = known ? column_[p] * column_[p] / weight : 0;
      const double left_out = residual / free_share(leverage);
      sum[0] += 1;
      sum[1] += known ? 0 : 1;
      sum[2] += residual * residual;
      sum[3] += leverage;
      sum[4] += left_out * left_out;
    });
    return sums;
  });
  Sums total;
  for (std::size_t s = 0; s < all.size(); s += sums_per_leaf) {
    total.places += all[s];
    total.failed += all[s + 1];
    total.rss += all[s + 2];
    total.tr_s += all[s + 3];
    total.press += all[s + 4];
  }
  return total;
}

Smoother::Smooth Smoother::smooth(double bandwidth, const Team& team) {
  const Chunks mine = team.share(tree_->leaves());
  Smooth result;
  result.beta = team.gather([&] {
    const std::size_t first = mine.first * leaf_size;
    Team::Numbers beta(std::min(mine.last * leaf_size, tree_->size()) - first);
    for_places(bandwidth, team, mine,
               [&](std::size_t p, double, double value) { beta[p - first] = value; });
    return beta;
  });
  for (std::size_t p = 0; p < tree_->size(); ++p)
    result.fitted.push_back(std::isnan(result.beta[p]) ? 0 : column_[p] * result.beta[p]);
  return result;
}

}  // namespace terrabalance::gwr
