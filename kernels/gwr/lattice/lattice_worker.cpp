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
      models_(model.predictors_),
      moments_(LocalModels::moment_count(model.predictors_)),
      row_(model.predictors_ + 2) {
  for (Cell& cell : cells_)
    cell.squared.resize(moments_.size());
}

/// Hands the sums of the k-th cell over.
void LatticeModel::Worker::give(std::size_t k) {
  models_.set(k, moments_.data(), variances_ ? cells_[k].squared.data() : nullptr,
              cells_[k].origin.data());
}

void LatticeModel::Worker::take(const WindowSums& sums, std::size_t y, std::size_t offset,
                                std::size_t k) {
  Cell& cell = cells_[k];
  for (std::size_t s = 0; s < moments_.size(); ++s) {
    moments_[s] = sums.first(s, y, offset);
    if (variances_) cell.squared[s] = sums.second(s, y, offset);
  }
  cell.origin = model_->centres_;
  give(k);
}

void LatticeModel::Worker::solve(std::size_t x, std::size_t y,
                                 std::span<const std::size_t> offsets) {
  const std::size_t count = offsets.size();
  for (std::size_t k = 0; k < count; ++k) {
    cells_[k].x = x + offsets[k];
    take(*sums_, y, offsets[k], k);
  }
  models_.solve();
  if (sums_->approximate()) take_direct(y, count);
  centre_far(y, count);
  for (std::size_t k = 0; k < count; ++k) {
    cells_[k].status = status_of(k, y);
    const std::size_t cell = y * model_->lattice_.width + cells_[k].x;
    for (std::size_t m = 0; m < model_->predictors_; ++m)
      row_[m] = model_->lattice_.predictors[m][cell];
    models_.set_row(k, row_.data());
  }
  models_.evaluate(variances_);
}

/// Solves the cells again, from direct sums, whose sums may be off by too much.
void LatticeModel::Worker::take_direct(std::size_t y, std::size_t count) {
  bool any = false;
  for (std::size_t k = 0; k < count; ++k) {
    if (models_[k].status() == Status::ok && near_direct(k, y)) continue;
    const std::size_t place = direct_.take(cells_[k].x, y, variances_);
    take(direct_.sums(), y, place, k);
    any = true;
  }
  if (any) models_.solve();
}

/// Solves the cells again, from sums about the neighbours' means, whose origin is far from them.
void LatticeModel::Worker::centre_far(std::size_t y, std::size_t count) {
  for (int round = 0; round < 2; ++round) {
    bool any = false;
    for (std::size_t k = 0; k < count; ++k) {
      if (!models_[k].far_origin()) continue;
      sum_about(k, y, round == 0);
      any = true;
    }
    if (any) models_.solve();
  }
}

Status LatticeModel::Worker::status_of(std::size_t k, std::size_t y) const {
  const Status status = models_[k].status();
  if (status != Status::ok && neighbours(cells_[k].x, y) < model_->coefficients())
    return Status::too_few;
  return status;
}

/// With sums off by e_m (of squares of column m) and e_0 (of weights), a sum of products about the
/// means d_m, d_l is off by no more than r_m r_l, r_m = √e_m + |d_m| √e_0.
bool LatticeModel::Worker::near_direct(std::size_t k, std::size_t y) const {
  const LocalModel local = models_[k];
  const double limit = lattice_tolerance * local.reciprocal_condition();
  const double first0 = sums_->root_error(0, y);
  const double second0 = sums_->second_root_error(0, y);
  if (!(first0 * first0 <= limit * local.total_weight())) return false;
  const std::size_t count = model_->predictors_;
  const auto element = [&squared = cells_[k].squared](std::size_t m, std::size_t l) {
    return squared[m * (m + 1) / 2 + l];
  };
  for (std::size_t m = 0; m <= count; ++m) {
    const double d = local.mean(m) - cells_[k].origin[m];
    const double first = sums_->root_error(m + 1, y) + std::abs(d) * first0;
    if (!(first * first <= limit * local.spread(m))) return false;
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
void LatticeModel::Worker::sum_about(std::size_t k, std::size_t y, bool own) {
  Cell& here = cells_[k];
  const std::size_t count = model_->predictors_ + 1;
  const auto value = [this](std::size_t c, std::size_t cell) {
    return model_->columns_[c + 1][cell] + model_->centres_[c];
  };
  for (std::size_t c = 0; c < count; ++c)
    here.origin[c] = own ? value(c, y * model_->lattice_.width + here.x) : models_[k].mean(c);
  std::fill(moments_.begin(), moments_.end(), 0.0);
  std::fill(here.squared.begin(), here.squared.end(), 0.0);
  row_[0] = 1;
  for_neighbours(here.x, y, [&](std::size_t cell, double w) {
    for (std::size_t c = 0; c < count; ++c)
      row_[c + 1] = value(c, cell) - here.origin[c];
    std::size_t s = 0;
    for (std::size_t m = 0; m <= count; ++m) {
      for (std::size_t l = 0; l <= m; ++l, ++s) {
        moments_[s] += w * row_[m] * row_[l];
        if (variances_) here.squared[s] += w * w * row_[m] * row_[l];
      }
    }
  });
  give(k);
}

}  // namespace terrabalance::gwr
