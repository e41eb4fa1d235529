#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "kernels/gwr/generalised/generalised_model.hpp"

namespace terrabalance::gwr {

/// Solves the local models of one thread; keeps its buffers. The neighbours with weight are copied
/// once a place, leaf by leaf, and iterated on where they lie.
class GeneralisedModel::Worker {
 public:
  explicit Worker(const GeneralisedModel& model)
      : model_(&model),
        predictors_(model.points_.coefficients() - 1),
        neighbourhood_(model.points_.tree(), model.points_.weights()),
        models_(predictors_),
        moments_(LocalModels::moment_count(predictors_)),
        squared_(moments_.size()),
        origin_(predictors_ + 1),
        row_(predictors_ + 1),
        slopes_(predictors_),
        means_(predictors_) {}

  /// Solves the model of the place at a position.
  Status solve(std::size_t position, double bandwidth, bool variances) {
    if (!(bandwidth > 0)) return Status::zero_bandwidth;
    gather(position, bandwidth);
    if (count_ < predictors_ + 1) return Status::too_few;
    for (std::size_t m = 0; m < predictors_; ++m)
      row_[m] = origin_[m] = model_->points_.value(position, m);
    const Status status = iterate();
    if (status != Status::ok) return status;
    const double offset = model_->offset_[position];
    if (variances) {
      for (std::size_t q = 0; q < weights_.size(); ++q)
        working_[q] *= weights_[q];
      sum(squared_);
      models_.set(0, moments_.data(), squared_.data(), origin_.data());
    }
    models_.set_row(0, row_.data());
    models_.evaluate(variances);
    mean_ = mean_of(model_->family_, local().fitted(), offset);
    own_weight_ = variance_of(model_->family_, mean_);
    return status;
  }

  double mean() const { return mean_; }
  double leverage() const { return local().leverage() * own_weight_; }
  double fitted_variance() const { return local().fitted_variance() * own_weight_; }
  double coefficient(std::size_t m) const {
    return m == 0 ? local().intercept() : local().slope(m - 1);
  }
  double variance(std::size_t m) const { return local().variance(m); }

  /// 1 - weighted deviance of the local model over that of the local mean.
  double explained_deviance() const {
    double responses = 0;
    double offsets = 0;
    for (std::size_t q = 0; q < count_; ++q) {
      responses += weights_[q] * responses_[q];
      offsets += weights_[q] * offsets_[q];
    }
    double left = 0;
    double whole = 0;
    for (std::size_t q = 0; q < count_; ++q) {
      const double mean = mean_of(model_->family_, etas_[q], offsets_[q]);
      left += weights_[q] * deviance_of(model_->family_, responses_[q], mean);
      whole += weights_[q] *
               deviance_of(model_->family_, responses_[q], offsets_[q] * responses / offsets);
    }
    return 1 - left / whole;
  }

 private:
  static constexpr int most_iterations = 100;
  static constexpr double settled = 1e-9;  ///< change of a linear predictor

  double& value(std::size_t q, std::size_t column) {
    return values_[(q / leaf_size * (predictors_ + 1) + column) * leaf_size + q % leaf_size];
  }

  void gather(std::size_t position, double bandwidth) {
    const PointModel& points = model_->points_;
    count_ = 0;
    neighbourhood_.visit(
        points.tree().place_at(position), bandwidth, [&](LeafList leaves, const double* weights) {
          make_room(count_ + leaves.count * leaf_size);
          for (std::size_t i = 0; i < leaves.count * leaf_size; ++i) {
            if (weights[i] == 0) continue;
            const std::size_t p = leaves.ids[i / leaf_size] * leaf_size + i % leaf_size;
            weights_[count_] = weights[i];
            responses_[count_] = points.value(p, predictors_);
            offsets_[count_] = model_->offset_[p];
            for (std::size_t m = 0; m < predictors_; ++m)
              value(count_, m) = points.value(p, m);
            ++count_;
          }
        });
    const std::size_t leaves = (count_ + leaf_size - 1) / leaf_size;
    make_room(leaves * leaf_size);
    for (auto* column : {&weights_, &working_, &responses_, &offsets_, &etas_})
      column->resize(leaves * leaf_size);
    for (auto* column : {&weights_, &working_})
      std::fill(column->begin() + static_cast<std::ptrdiff_t>(count_), column->end(), 0.0);
    for (std::size_t q = count_; q < weights_.size(); ++q)
      for (std::size_t m = 0; m <= predictors_; ++m)
        value(q, m) = 0;
    leaf_ids_.resize(leaves);
    std::iota(leaf_ids_.begin(), leaf_ids_.end(), 0U);
  }

  void make_room(std::size_t neighbours) {
    for (auto* column : {&weights_, &working_, &responses_, &offsets_, &etas_})
      if (column->size() < neighbours) column->resize(neighbours);
    const std::size_t padded = (neighbours + leaf_size - 1) / leaf_size * leaf_size;
    if (values_.size() < padded * (predictors_ + 1)) values_.resize(padded * (predictors_ + 1));
  }

  Status iterate() {
    const Family family = model_->family_;
    for (std::size_t q = 0; q < count_; ++q)
      etas_[q] = starting_eta(family, responses_[q], offsets_[q], model_->rate_);
    for (int i = 0; i < most_iterations; ++i) {
      for (std::size_t q = 0; q < count_; ++q) {
        const double mean = mean_of(family, etas_[q], offsets_[q]);
        const double g = variance_of(family, mean);
        working_[q] = weights_[q] * g;
        value(q, predictors_) = etas_[q] + (responses_[q] - mean) / g;
      }
      const Status status = solve_working();
      if (status != Status::ok) return i == 0 ? status : Status::not_converged;
      const double moved = move();
      if (!std::isfinite(moved)) return Status::not_converged;
      if (moved < settled) return Status::ok;
    }
    return Status::not_converged;
  }

  /// The weighted regression of the working response.
  Status solve_working() {
    origin_[predictors_] = etas_[0];
    solve_about_origin();
    if (local().far_origin()) {
      for (std::size_t m = 0; m <= predictors_; ++m)
        origin_[m] = local().mean(m);
      solve_about_origin();
    }
    return local().status();
  }

  void solve_about_origin() {
    sum(moments_);
    models_.set(0, moments_.data(), nullptr, origin_.data());
    models_.solve();
  }

  void sum(std::vector<double>& moments) {
    std::fill(moments.begin(), moments.end(), 0.0);
    lane_loops().moments(values_.data(), static_cast<int>(predictors_ + 1),
                         {leaf_ids_.data(), leaf_ids_.size()}, working_.data(), origin_.data(),
                         moments.data());
  }

  /// New linear predictors; the largest change.
  double move() {
    for (std::size_t m = 0; m < predictors_; ++m) {
      slopes_[m] = local().slope(m);
      means_[m] = local().mean(m);
    }
    const double level = local().mean(predictors_);
    double moved = 0;
    for (std::size_t q = 0; q < count_; ++q) {
      double eta = level;
      for (std::size_t m = 0; m < predictors_; ++m)
        eta += slopes_[m] * (value(q, m) - means_[m]);
      const double change = std::abs(eta - etas_[q]);
      if (!(change <= moved)) moved = change;
      etas_[q] = eta;
    }
    return moved;
  }

  LocalModel local() const { return models_[0]; }

  const GeneralisedModel* model_;
  std::size_t predictors_;
  Neighbourhood neighbourhood_;
  LocalModels models_;
  std::size_t count_ = 0;
  double mean_ = 0;
  double own_weight_ = 0;
  std::vector<double> values_;  ///< predictors and working response, leaf by leaf
  std::vector<double> weights_;
  std::vector<double> working_;  ///< weights times the family's variances
  std::vector<double> responses_;
  std::vector<double> offsets_;
  std::vector<double> etas_;
  std::vector<std::uint32_t> leaf_ids_;
  std::vector<double> moments_;
  std::vector<double> squared_;  ///< moments by squared weights
  std::vector<double> origin_;
  std::vector<double> row_;
  std::vector<double> slopes_;
  std::vector<double> means_;
};

}  // namespace terrabalance::gwr
