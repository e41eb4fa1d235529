#include "kernels/gwr/lattice/lattice_worker.hpp"

#include <algorithm>
#include <cmath>

namespace terrabalance::gwr {

LatticeModel::Worker::Worker(const LatticeModel& model, const WindowPlan& plan, bool variances)
    : model_(&model),
      window_(&plan.window()),
      variances_(variances),
      sums_(plan.sums(
          {&model.columns_, model.lattice_.width, model.lattice_.height, model.lattice_.top})),
      direct_(plan.direct_sums(
          {&model.columns_, model.lattice_.width, model.lattice_.height, model.lattice_.top})),
      local_(model.predictors_),
      moments_(LocalModel::moment_count(model.predictors_)),
      squared_(moments_.size()),
      origin_(model.predictors_ + 1),
      row_(model.predictors_ + 2) {}

Status LatticeModel::Worker::solve_sums(const WindowSums& sums, std::size_t y, std::size_t offset) {
  for (std::size_t s = 0; s < moments_.size(); ++s) {
    moments_[s] = sums.first(s, y, offset);
    if (variances_) squared_[s] = sums.second(s, y, offset);
  }
  origin_ = model_->centres_;
  return local_.solve(moments_.data(), origin_.data());
}

Status LatticeModel::Worker::solve(std::size_t x, std::size_t y, std::size_t offset) {
  Status status = solve_sums(*sums_, y, offset);
  if (sums_->approximate() && (status != Status::ok || !near_direct(y))) {
    const std::size_t place = direct_.take(x + offset, y, variances_);
    status = solve_sums(direct_.sums(), y, place);
  }
  for (int round = 0; round < 2 && local_.far_origin(); ++round) {
    sum_about(x + offset, y, round == 0);
    status = local_.solve(moments_.data(), origin_.data());
  }
  if (status != Status::ok && neighbours(x + offset, y) < model_->coefficients())
    return Status::too_few;
  if (status == Status::ok && variances_) local_.solve_variance(squared_.data(), origin_.data());
  return status;
}

/// With sums off by e_m (of squares of column m) and e_0 (of weights), a sum of products about the
/// means d_m, d_l is off by no more than r_m r_l, r_m = √e_m + |d_m| √e_0.
bool LatticeModel::Worker::near_direct(std::size_t y) const {
  const double limit = lattice_tolerance * local_.reciprocal_condition();
  const double first0 = sums_->root_error(0, y);
  const double second0 = sums_->second_root_error(0, y);
  if (!(first0 * first0 <= limit * local_.total_weight())) return false;
  const std::size_t count = model_->predictors_;
  const auto element = [this](std::size_t m, std::size_t l) {
    return squared_[m * (m + 1) / 2 + l];
  };
  for (std::size_t m = 0; m <= count; ++m) {
    const double d = local_.mean()[static_cast<Eigen::Index>(m)] - origin_[m];
    const double first = sums_->root_error(m + 1, y) + std::abs(d) * first0;
    const double spread = m < count ? local_.spread(m) : local_.response_spread();
    if (!(first * first <= limit * spread)) return false;
    if (!variances_ || m == count) continue;
    const double second = sums_->second_root_error(m + 1, y) + std::abs(d) * second0;
    const double spread2 =
        element(m + 1, m + 1) - 2 * d * element(m + 1, 0) + d * d * element(0, 0);
    if (!(second * second <= limit * spread2)) return false;
  }
  return true;
}

template <class Visit>
void LatticeModel::Worker::for_neighbours(std::size_t x, std::size_t y, Visit&& visit) const {
  const Lattice& lattice = model_->lattice_;
  const std::size_t reach = window_->rows();
  for (std::size_t v = y > reach ? y - reach : 0; v < std::min(y + reach + 1, lattice.height);
       ++v) {
    const auto& weights = window_->weights[v > y ? v - y : y - v];
    const std::size_t half = weights.size() - 1;
    for (std::size_t u = x > half ? x - half : 0; u < std::min(x + half + 1, lattice.width); ++u) {
      const std::size_t cell = v * lattice.width + u;
      if (model_->valid(cell)) visit(cell, weights[u > x ? u - x : x - u]);
    }
  }
}

std::size_t LatticeModel::Worker::neighbours(std::size_t x, std::size_t y) const {
  std::size_t count = 0;
  for_neighbours(x, y, [&count](std::size_t, double) { ++count; });
  return count;
}

/// The sums of one cell about its own values or, the second time, about the neighbours' means.
void LatticeModel::Worker::sum_about(std::size_t x, std::size_t y, bool own) {
  const std::size_t here = y * model_->lattice_.width + x;
  const std::size_t count = model_->predictors_ + 1;
  const auto value = [this](std::size_t c, std::size_t cell) {
    return model_->columns_[c + 1][cell] + model_->centres_[c];
  };
  for (std::size_t c = 0; c < count; ++c)
    origin_[c] = own ? value(c, here) : local_.mean()[static_cast<Eigen::Index>(c)];
  std::fill(moments_.begin(), moments_.end(), 0.0);
  std::fill(squared_.begin(), squared_.end(), 0.0);
  row_[0] = 1;
  for_neighbours(x, y, [&](std::size_t cell, double w) {
    for (std::size_t c = 0; c < count; ++c)
      row_[c + 1] = value(c, cell) - origin_[c];
    std::size_t s = 0;
    for (std::size_t m = 0; m <= count; ++m) {
      for (std::size_t l = 0; l <= m; ++l, ++s) {
        moments_[s] += w * row_[m] * row_[l];
        if (variances_) squared_[s] += w * w * row_[m] * row_[l];
      }
    }
  });
}

}  // namespace terrabalance::gwr
