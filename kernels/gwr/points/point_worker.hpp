#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "kernels/gwr/collinearity.hpp"
#include "kernels/gwr/points/point_model.hpp"
#include "kernels/gwr/points/staged_fit.hpp"

namespace terrabalance::gwr {

/// Solves the local models of one thread; keeps its buffers.
class PointModel::Worker {
 public:
  explicit Worker(const PointModel& model)
      : model_(&model),
        neighbourhood_(model.tree_, model.weights_),
        local_(model.predictors_),
        collinearity_(model.predictors_),
        moments_(LocalModel::moment_count(model.predictors_)),
        squared_(moments_.size()),
        origin_(model.predictors_ + 1) {}

  /// Solves the model of a place about a row of predictors and a response.
  Status solve(const Place& place, double bandwidth, std::span<const double> row, bool variances) {
    if (!(bandwidth > 0)) return Status::zero_bandwidth;
    std::copy(row.begin(), row.end(), origin_.begin());
    sum(place, bandwidth, variances);
    Status status = local_.solve(moments_.data(), origin_.data());
    if (local_.far_origin()) {
      for (std::size_t m = 0; m < origin_.size(); ++m)
        origin_[m] = local_.mean()[static_cast<Eigen::Index>(m)];
      sum(place, bandwidth, variances);
      status = local_.solve(moments_.data(), origin_.data());
    }
    if (status != Status::ok) {
      const bool few = neighbourhood_.count(place, bandwidth) < model_->coefficients();
      return few ? Status::too_few : status;
    }
    if (variances) local_.solve_variance(squared_.data(), origin_.data());
    return status;
  }
  const LocalModel& local() const { return local_; }
  const Collinearity& collinearity() {
    collinearity_.compute(squared_.data(), origin_.data());
    return collinearity_;
  }
  Neighbourhood& neighbourhood() { return neighbourhood_; }
  StagedFit& staged(bool with_collinearity) {
    if (!staged_) staged_.emplace(places_per_chunk, model_->coefficients(), with_collinearity);
    return *staged_;
  }

 private:
  void sum(const Place& place, double bandwidth, bool variances) {
    const LaneLoops& loops = lane_loops();
    const LeafValues& values = model_->values_;
    std::fill(moments_.begin(), moments_.end(), 0.0);
    std::fill(squared_.begin(), squared_.end(), 0.0);
    neighbourhood_.visit(place, bandwidth, [&](LeafList leaves, double* weights) {
      loops.moments(values.data(), values.columns(), leaves, weights, origin_.data(),
                    moments_.data());
      if (!variances) return;
      loops.square(leaves.count * leaf_size, weights);
      loops.moments(values.data(), values.columns(), leaves, weights, origin_.data(),
                    squared_.data());
    });
  }

  const PointModel* model_;
  Neighbourhood neighbourhood_;
  LocalModel local_;
  Collinearity collinearity_;
  std::vector<double> moments_;
  std::vector<double> squared_;
  std::vector<double> origin_;
  std::optional<StagedFit> staged_;
};

}  // namespace terrabalance::gwr
