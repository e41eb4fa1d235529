#include "kernels/gwr/lattice_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/value/error.hpp"

namespace terrabalance::gwr {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double cut_weight = 1e-12;
constexpr std::size_t block = 256;  ///< cells of a row summed at once

/// Sums windows over blocks of a row: of products of pairs of columns.
class BlockSums {
 public:
  BlockSums(const std::vector<std::vector<double>>& columns, std::size_t width, std::size_t height)
      : columns_(&columns), width_(width), height_(height) {}

  std::size_t products() const { return columns_->size() * (columns_->size() + 1) / 2; }

  /// Sums of the products of all pairs of columns, lower triangle by rows, for the cells
  /// [x, x + block) of row y: first(product)[cell], with squared weights second(product)[cell].
  void sum(const Window& window, std::size_t x, std::size_t y, bool squares) {
    first_.assign(products() * block, 0.0);
    if (squares) second_.assign(products() * block, 0.0);
    for (std::size_t dy = 0; dy <= window.rows(); ++dy) {
      const bool above = y >= dy;
      const bool below = dy > 0 && y + dy < height_;
      if (!above && !below) continue;
      const std::size_t half = window.weights[dy].size() - 1;
      load(upper_, x, y - dy, half, above);
      load(lower_, x, y + dy, half, below);
      add(window.weights[dy], half, squares);
    }
  }
  double first(std::size_t product, std::size_t cell) const {
    return first_[product * block + cell];
  }
  double second(std::size_t product, std::size_t cell) const {
    return second_[product * block + cell];
  }

 private:
  /// Copies the columns of the block and what the window reaches beside it; 0 outside.
  void load(std::vector<double>& buffer, std::size_t x, std::size_t y, std::size_t half,
            bool inside) {
    length_ = block + 2 * half;
    length_ += (lattice_block_step - length_ % lattice_block_step) % lattice_block_step;
    buffer.assign(columns_->size() * length_, 0.0);
    if (!inside) return;
    const std::size_t begin = x > half ? x - half : 0;
    const std::size_t end = std::min(x + block + half, width_);
    for (std::size_t c = 0; c < columns_->size(); ++c) {
      const double* row = (*columns_)[c].data() + y * width_;
      std::copy(row + begin, row + end, buffer.data() + c * length_ + (begin + half - x));
    }
  }

  void add(const std::vector<double>& weights, std::size_t half, bool squares) {
    const LaneLoops& loops = lane_loops();
    folded_.resize(length_);
    std::size_t product = 0;
    for (std::size_t m = 0; m < columns_->size(); ++m) {
      for (std::size_t l = 0; l <= m; ++l, ++product) {
        loops.products(&upper_[m * length_], &upper_[l * length_], &lower_[m * length_],
                       &lower_[l * length_], length_, folded_.data());
        // The response (the last column) has no part in the sums with squared weights.
        const bool second = squares && m + 1 < columns_->size();
        loops.window(folded_.data() + half, block, half, weights.data(), &first_[product * block],
                     second ? &second_[product * block] : nullptr);
      }
    }
  }

  const std::vector<std::vector<double>>* columns_;
  std::size_t width_;
  std::size_t height_;
  std::size_t length_ = 0;
  std::vector<double> upper_;
  std::vector<double> lower_;
  std::vector<double> folded_;
  std::vector<double> first_;
  std::vector<double> second_;
};

}  // namespace

Window window_of(Kernel kernel, double bandwidth, double cell_width, double cell_height) {
  if (!(bandwidth > 0) || !std::isfinite(bandwidth))
    throw InputError("gwr: the bandwidth of a lattice must be a distance above 0");
  Window window;
  const double least = is_compact(kernel) ? 0 : cut_weight;
  const auto at = [&](std::size_t dx, std::size_t dy) {
    const double w = weight(
        kernel,
        std::hypot(static_cast<double>(dx) * cell_width, static_cast<double>(dy) * cell_height),
        bandwidth);
    return w > least ? w : 0;
  };
  for (std::size_t dy = 0; at(0, dy) > 0; ++dy) {
    auto& row = window.weights.emplace_back();
    for (std::size_t dx = 0; at(dx, dy) > 0; ++dx)
      row.push_back(at(dx, dy));
  }
  return window;
}

Ranges ranges_of(const Lattice& lattice, Rows rows) {
  Ranges ranges;
  std::vector<const std::vector<double>*> layers;
  for (const auto& layer : lattice.predictors)
    layers.push_back(&layer);
  layers.push_back(&lattice.response);
  ranges.low.assign(layers.size(), infinity);
  ranges.high.assign(layers.size(), -infinity);
  for (std::size_t i = rows.first * lattice.width; i < rows.last * lattice.width; ++i) {
    const bool valid = std::all_of(layers.begin(), layers.end(),
                                   [i](const auto* layer) { return std::isfinite((*layer)[i]); });
    if (!valid) continue;
    for (std::size_t c = 0; c < layers.size(); ++c) {
      ranges.low[c] = std::min(ranges.low[c], (*layers[c])[i]);
      ranges.high[c] = std::max(ranges.high[c], (*layers[c])[i]);
    }
  }
  return ranges;
}

void Ranges::merge(const Ranges& other) {
  for (std::size_t c = 0; c < low.size(); ++c) {
    low[c] = std::min(low[c], other.low[c]);
    high[c] = std::max(high[c], other.high[c]);
  }
}

std::vector<double> Ranges::centres() const {
  std::vector<double> middle;
  for (std::size_t c = 0; c < low.size(); ++c)
    middle.push_back(low[c] <= high[c] ? low[c] + (high[c] - low[c]) / 2 : 0);
  return middle;
}

LatticeModel::LatticeModel(Lattice lattice)
    : LatticeModel(lattice, ranges_of(lattice, {0, lattice.height}).centres()) {}

LatticeModel::LatticeModel(Lattice lattice, std::vector<double> centres)
    : lattice_(std::move(lattice)),
      predictors_(lattice_.predictors.size()),
      centres_(std::move(centres)) {
  columns_.assign(predictors_ + 2, std::vector<double>(lattice_.cells(), 0.0));
  for (std::size_t i = 0; i < lattice_.cells(); ++i) {
    bool complete = std::isfinite(lattice_.response[i]);
    for (const auto& layer : lattice_.predictors)
      complete = complete && std::isfinite(layer[i]);
    if (!complete) continue;
    columns_[0][i] = 1;
    for (std::size_t m = 0; m < predictors_; ++m)
      columns_[m + 1][i] = lattice_.predictors[m][i] - centres_[m];
    columns_[predictors_ + 1][i] = lattice_.response[i] - centres_[predictors_];
  }
}

/// Solves the cells of one thread; keeps its buffers.
class LatticeModel::Worker {
 public:
  Worker(const LatticeModel& model, const Window& window)
      : model_(&model),
        window_(&window),
        sums_(model.columns_, model.lattice_.width, model.lattice_.height),
        local_(model.predictors_),
        moments_(LocalModel::moment_count(model.predictors_)),
        squared_(moments_.size()),
        origin_(model.predictors_ + 1) {}

  void sum_block(std::size_t x, std::size_t y, bool variances) {
    sums_.sum(*window_, x, y, variances);
  }

  /// Solves cell x + offset of row y, after sum_block(x, y).
  Status solve(std::size_t x, std::size_t y, std::size_t offset, bool variances) {
    for (std::size_t s = 0; s < moments_.size(); ++s) {
      moments_[s] = sums_.first(s, offset);
      if (variances) squared_[s] = sums_.second(s, offset);
    }
    origin_ = model_->centres_;
    Status status = local_.solve(moments_.data(), origin_.data());
    for (int round = 0; round < 2 && local_.far_origin(); ++round) {
      sum_about(x + offset, y, round == 0, variances);
      status = local_.solve(moments_.data(), origin_.data());
    }
    if (status != Status::ok && neighbours(x + offset, y) < model_->coefficients())
      return Status::too_few;
    if (status == Status::ok && variances) local_.solve_variance(squared_.data(), origin_.data());
    return status;
  }
  const LocalModel& local() const { return local_; }

 private:
  template <class Visit>
  void for_neighbours(std::size_t x, std::size_t y, Visit&& visit) const {
    const Lattice& lattice = model_->lattice_;
    const std::size_t reach = window_->rows();
    for (std::size_t v = y > reach ? y - reach : 0; v < std::min(y + reach + 1, lattice.height);
         ++v) {
      const auto& weights = window_->weights[v > y ? v - y : y - v];
      const std::size_t half = weights.size() - 1;
      for (std::size_t u = x > half ? x - half : 0; u < std::min(x + half + 1, lattice.width);
           ++u) {
        const std::size_t cell = v * lattice.width + u;
        if (model_->valid(cell)) visit(cell, weights[u > x ? u - x : x - u]);
      }
    }
  }

  std::size_t neighbours(std::size_t x, std::size_t y) const {
    std::size_t count = 0;
    for_neighbours(x, y, [&count](std::size_t, double) { ++count; });
    return count;
  }

  /// The sums of one cell about its own values or, the second time, about the neighbours' means.
  void sum_about(std::size_t x, std::size_t y, bool own, bool variances) {
    const std::size_t here = y * model_->lattice_.width + x;
    const std::size_t count = model_->predictors_ + 1;
    const auto value = [this](std::size_t c, std::size_t cell) {
      return model_->columns_[c + 1][cell] + model_->centres_[c];
    };
    for (std::size_t c = 0; c < count; ++c)
      origin_[c] = own ? value(c, here) : local_.mean()[static_cast<Eigen::Index>(c)];
    std::fill(moments_.begin(), moments_.end(), 0.0);
    std::fill(squared_.begin(), squared_.end(), 0.0);
    std::vector<double> z(count + 1, 1.0);
    for_neighbours(x, y, [&](std::size_t cell, double w) {
      for (std::size_t c = 0; c < count; ++c)
        z[c + 1] = value(c, cell) - origin_[c];
      std::size_t s = 0;
      for (std::size_t m = 0; m <= count; ++m) {
        for (std::size_t l = 0; l <= m; ++l, ++s) {
          moments_[s] += w * z[m] * z[l];
          if (variances) squared_[s] += w * w * z[m] * z[l];
        }
      }
    });
  }

  const LatticeModel* model_;
  const Window* window_;
  BlockSums sums_;
  LocalModel local_;
  std::vector<double> moments_;
  std::vector<double> squared_;
  std::vector<double> origin_;
};

template <class Each>
std::vector<Sums> LatticeModel::solve(const Window& window, Rows rows, bool variances, int threads,
                                      Each&& each) const {
  std::vector<Sums> sums(rows.last - rows.first);
  const auto first_row = static_cast<std::ptrdiff_t>(rows.first);
  const auto last_row = static_cast<std::ptrdiff_t>(rows.last);
#pragma omp parallel num_threads(threads)
  {
    Worker worker(*this, window);
    std::vector<double> row(predictors_ + 1);
#pragma omp for schedule(dynamic, 4)
    for (std::ptrdiff_t line = first_row; line < last_row; ++line) {
      const auto y = static_cast<std::size_t>(line);
      Sums& sum = sums[y - rows.first];
      for (std::size_t x = 0; x < lattice_.width; x += block) {
        worker.sum_block(x, y, variances);
        for (std::size_t k = 0; k < std::min(block, lattice_.width - x); ++k) {
          const std::size_t cell = y * lattice_.width + x + k;
          if (!valid(cell)) continue;
          const Status status = worker.solve(x, y, k, variances);
          for (std::size_t c = 0; c <= predictors_; ++c)
            row[c] = c < predictors_ ? lattice_.predictors[c][cell] : lattice_.response[cell];
          sum.add(status, worker.local(), row, variances);
          each(cell, row, status, worker.local());
        }
      }
    }
  }
  return sums;
}

std::vector<Sums> LatticeModel::evaluate(const Window& window, Rows rows, int threads) const {
  return solve(window, rows, false, threads,
               [](std::size_t, const std::vector<double>&, Status, const LocalModel&) {});
}

LocalFit LatticeModel::empty_fit(double bandwidth) const {
  LocalFit fit;
  fit.bandwidth = bandwidth;
  fit.coefficients = coefficients();
  const std::size_t n = lattice_.cells();
  fit.status.assign(n, Status::missing_value);
  for (auto* column : {&fit.fitted, &fit.residual, &fit.influence, &fit.local_r2})
    column->assign(n, nan);
  fit.beta.assign(n * coefficients(), nan);
  fit.variance.assign(n * coefficients(), nan);
  return fit;
}

std::vector<Sums> LatticeModel::fit(LocalFit& fit, const Window& window, Rows rows,
                                    int threads) const {
  return solve(
      window, rows, true, threads,
      [&](std::size_t i, const std::vector<double>& row, Status status, const LocalModel& local) {
        fit.status[i] = status;
        if (status == Status::ok) fit.store(i, row, local);
      });
}

void LatticeModel::fit_local_r2(LocalFit& fit, const Window& window, Rows rows, int threads) const {
  // Residuals and responses of the cells that have a residual: 1, y, and 1, e.
  std::vector<std::vector<double>> response(2, std::vector<double>(lattice_.cells(), 0.0));
  std::vector<std::vector<double>> residual(1, std::vector<double>(lattice_.cells(), 0.0));
  for (std::size_t i = 0; i < lattice_.cells(); ++i) {
    if (!std::isfinite(fit.residual[i])) continue;
    response[0][i] = 1;
    response[1][i] = columns_.back()[i];
    residual[0][i] = fit.residual[i];
  }
  const auto first_row = static_cast<std::ptrdiff_t>(rows.first);
  const auto last_row = static_cast<std::ptrdiff_t>(rows.last);
#pragma omp parallel num_threads(threads)
  {
    BlockSums total(response, lattice_.width, lattice_.height);
    BlockSums left(residual, lattice_.width, lattice_.height);
#pragma omp for schedule(dynamic, 4)
    for (std::ptrdiff_t line = first_row; line < last_row; ++line) {
      const auto y = static_cast<std::size_t>(line);
      for (std::size_t x = 0; x < lattice_.width; x += block) {
        total.sum(window, x, y, false);
        left.sum(window, x, y, false);
        for (std::size_t k = 0; k < std::min(block, lattice_.width - x); ++k) {
          const std::size_t i = y * lattice_.width + x + k;
          if (fit.status[i] != Status::ok) continue;
          const double mean = total.first(1, k) / total.first(0, k);
          const double spread = total.first(2, k) - mean * total.first(1, k);
          fit.local_r2[i] = 1 - left.first(0, k) / spread;
        }
      }
    }
  }
}

LocalFit LatticeModel::fit(Kernel kernel, double bandwidth, int threads) const {
  const Window window = window_of(kernel, bandwidth, lattice_.cell_width, lattice_.cell_height);
  const Rows all{0, lattice_.height};
  LocalFit result = empty_fit(bandwidth);
  result.sums = total(fit(result, window, all, threads));
  fit_local_r2(result, window, all, threads);
  return result;
}

}  // namespace terrabalance::gwr
