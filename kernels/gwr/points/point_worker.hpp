#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "kernels/gwr/collinearity.hpp"
#include "kernels/gwr/points/point_model.hpp"
#include "kernels/gwr/points/staged_fit.hpp"

namespace terrabalance::gwr {

/// Solves the local models of one thread, a few places at a time; keeps its buffers.
class PointModel::Worker {
 public:
  explicit Worker(const PointModel& model)
      : model_(&model),
        neighbourhood_(model.tree_, model.weights_),
        models_(model.predictors_),
        collinearity_(model.predictors_),
        moments_(LocalModels::moment_count(model.predictors_)) {
    for (Wanted& wanted : wanted_) {
      wanted.row.resize(model.coefficients());
      wanted.origin.resize(model.coefficients());
      wanted.squared.resize(moments_.size());
    }
  }

  void clear() { count_ = 0; }
  /// Asks for the model of a place, the next one since clear(), up to LocalModels::most. \return
  /// its predictors and response, for the caller to fill
  std::span<double> add(const Place& place, double bandwidth) {
    Wanted& wanted = wanted_[count_++];
    wanted.place = place;
    wanted.bandwidth = bandwidth;
    return wanted.row;
  }

  /// Solves the models of the places, evaluated at their rows.
  void solve(bool variances) {
    for (std::size_t k = 0; k < count_; ++k) {
      wanted_[k].origin = wanted_[k].row;
      sum(k, variances);
    }
    models_.solve();
    bool again = false;
    for (std::size_t k = 0; k < count_; ++k) {
      if (!models_[k].far_origin()) continue;
      again = true;
      for (std::size_t m = 0; m < wanted_[k].origin.size(); ++m)
        wanted_[k].origin[m] = models_[k].mean(m);
      sum(k, variances);
    }
    if (again) models_.solve();
    for (std::size_t k = 0; k < count_; ++k) {
      wanted_[k].status = status_of(k);
      models_.set_row(k, wanted_[k].row.data());
    }
    models_.evaluate(variances);
  }

  Status status(std::size_t k) const { return wanted_[k].status; }
  double bandwidth(std::size_t k) const { return wanted_[k].bandwidth; }
  double response(std::size_t k) const { return wanted_[k].row.back(); }
  LocalModel local(std::size_t k) const { return models_[k]; }
  const Collinearity& collinearity(std::size_t k) {
    collinearity_.compute(wanted_[k].squared.data(), wanted_[k].origin.data());
    return collinearity_;
  }
  Neighbourhood& neighbourhood() { return neighbourhood_; }
  StagedFit& staged(bool with_collinearity) {
    if (!staged_) staged_.emplace(places_per_chunk, model_->coefficients(), with_collinearity);
    return *staged_;
  }

 private:
  struct Wanted {
    Place place;
    double bandwidth = 0;
    std::vector<double> row;
    std::vector<double> origin;
    std::vector<double> squared;  ///< moments by squared weights
    Status status = Status::ok;
  };

  /// The sums of a place about its origin.
  void sum(std::size_t k, bool variances) {
    Wanted& wanted = wanted_[k];
    const LaneLoops& loops = lane_loops();
    const LeafValues& values = model_->values_;
    std::fill(moments_.begin(), moments_.end(), 0.0);
    std::fill(wanted.squared.begin(), wanted.squared.end(), 0.0);
    const auto visit = [&](LeafList leaves, double* weights) {
      loops.moments(values.data(), values.columns(), leaves, weights, wanted.origin.data(),
                    moments_.data());
      if (!variances) return;
      loops.square(leaves.count * leaf_size, weights);
      loops.moments(values.data(), values.columns(), leaves, weights, wanted.origin.data(),
                    wanted.squared.data());
    };
    if (wanted.bandwidth > 0) neighbourhood_.visit(wanted.place, wanted.bandwidth, visit);
    models_.set(k, moments_.data(), variances ? wanted.squared.data() : nullptr,
                wanted.origin.data());
  }

  Status status_of(std::size_t k) {
    const Wanted& wanted = wanted_[k];
    if (!(wanted.bandwidth > 0)) return Status::zero_bandwidth;
    const Status status = models_[k].status();
    if (status == Status::ok) return status;
    const bool few = neighbourhood_.count(wanted.place, wanted.bandwidth) < model_->coefficients();
    return few ? Status::too_few : status;
  }

  const PointModel* model_;
  Neighbourhood neighbourhood_;
  LocalModels models_;
  Collinearity collinearity_;
  std::size_t count_ = 0;
  std::array<Wanted, LocalModels::most> wanted_;
  std::vector<double> moments_;
  std::optional<StagedFit> staged_;
};

}  // namespace terrabalance::gwr
