#include "kernels/gwr/points/local_models.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace terrabalance::gwr {
namespace {

/// Rows of every member of ModelLanes.
std::array<std::pair<double * ModelLanes::*, std::size_t>, 19> rows_of(std::size_t predictors) {
  using M = ModelLanes;
  const std::size_t triangle = predictors * (predictors + 1) / 2;
  const std::size_t sums = LocalModels::moment_count(predictors);
  return {{{&M::moments, sums},
           {&M::squared_moments, sums},
           {&M::origins, predictors + 1},
           {&M::rows, predictors},
           {&M::means, predictors + 1},
           {&M::scales, predictors},
           {&M::cross, predictors},
           {&M::inverse, triangle},
           {&M::slopes, predictors},
           {&M::response_spread, 1},
           {&M::condition, 1},
           {&M::constant, 1},
           {&M::far, 1},
           {&M::intercept, 1},
           {&M::fitted, 1},
           {&M::leverage, 1},
           {&M::fitted_variance, 1},
           {&M::variances, predictors + 1},
           {&M::scratch, triangle + 4 * predictors}}};
}

}  // namespace

LocalModels::LocalModels(std::size_t predictors, const LaneLoops& loops) : loops_(&loops) {
  lanes_.predictors = predictors;
  std::size_t count = 0;
  for (const auto& [member, rows] : rows_of(predictors))
    count += rows * most;
  numbers_.resize(count);
  double* next = numbers_.data();
  for (const auto& [member, rows] : rows_of(predictors)) {
    lanes_.*member = next;
    next += rows * most;
  }
}

void LocalModels::set(std::size_t k, const double* moments, const double* squared,
                      const double* origin) {
  const std::size_t sums = moment_count(lanes_.predictors);
  for (std::size_t s = 0; s < sums; ++s)
    lanes_.moments[s * most + k] = moments[s];
  for (std::size_t s = 0; squared != nullptr && s < sums; ++s)
    lanes_.squared_moments[s * most + k] = squared[s];
  for (std::size_t c = 0; c <= lanes_.predictors; ++c)
    lanes_.origins[c * most + k] = origin[c];
}

void LocalModels::solve() {
  loops_->solve_models(lanes_);
}

void LocalModels::set_row(std::size_t k, const double* row) {
  for (std::size_t m = 0; m < lanes_.predictors; ++m)
    lanes_.rows[m * most + k] = row[m];
}

void LocalModels::evaluate(bool variances) {
  loops_->evaluate_models(lanes_, variances);
}

double LocalModel::number(double* ModelLanes::*rows, std::size_t row) const {
  return (models_->lanes_.*rows)[row * LocalModels::most + k_];
}

Status LocalModel::status() const {
  if (!(total_weight() > 0)) return Status::too_few;
  if (number(&ModelLanes::constant) != 0) return Status::constant_column;
  return reciprocal_condition() >= least_condition ? Status::ok : Status::collinear;
}

bool LocalModel::far_origin() const {
  return total_weight() > 0 && number(&ModelLanes::far) != 0;
}
double LocalModel::reciprocal_condition() const {
  return number(&ModelLanes::condition);
}
double LocalModel::total_weight() const {
  return number(&ModelLanes::moments);
}
double LocalModel::mean(std::size_t column) const {
  return number(&ModelLanes::origins, column) + number(&ModelLanes::means, column);
}
double LocalModel::spread(std::size_t column) const {
  if (column == models_->lanes_.predictors) return number(&ModelLanes::response_spread);
  const double scale = number(&ModelLanes::scales, column);
  return 1 / (scale * scale);
}
double LocalModel::slope(std::size_t predictor) const {
  return number(&ModelLanes::slopes, predictor);
}
double LocalModel::inverse(std::size_t m, std::size_t l) const {
  const auto [low, high] = std::minmax(m, l);
  return number(&ModelLanes::inverse, high * (high + 1) / 2 + low);
}
double LocalModel::inflation(std::size_t predictor) const {
  return inverse(predictor, predictor) * spread(predictor);
}

void LocalModel::shares(const double* row, double weight, double* out) const {
  const std::size_t predictors = models_->lanes_.predictors;
  out[0] = weight / total_weight();
  for (std::size_t m = 0; m < predictors; ++m) {
    double sum = 0;
    for (std::size_t l = 0; l < predictors; ++l)
      sum += inverse(m, l) * (row[l] - mean(l));
    out[m + 1] = weight * sum;
    out[0] -= mean(m) * out[m + 1];
  }
}

double LocalModel::intercept() const {
  return number(&ModelLanes::intercept);
}
double LocalModel::fitted() const {
  return number(&ModelLanes::fitted);
}
double LocalModel::leverage() const {
  return number(&ModelLanes::leverage);
}
double LocalModel::fitted_variance() const {
  return number(&ModelLanes::fitted_variance);
}
double LocalModel::variance(std::size_t coefficient) const {
  return number(&ModelLanes::variances, coefficient);
}

}  // namespace terrabalance::gwr
