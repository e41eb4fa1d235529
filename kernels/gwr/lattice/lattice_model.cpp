#include "kernels/gwr/lattice/lattice_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "engine/value/large_pages.hpp"
#include "kernels/gwr/lattice/lattice_worker.hpp"

namespace terrabalance::gwr {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Rows cut into blocks of cells, to be handed to threads. Cuts are counted from the first row of
/// the whole lattice.
struct Blocks {
  Rows rows;
  std::size_t top;  ///< of the first row held
  std::size_t width;
  std::size_t block;
  std::size_t lines;

  std::size_t across() const { return (width + block - 1) / block; }
  std::size_t down() const {
    return rows.count() == 0 ? 0 : (top + rows.last - 1) / lines - (top + rows.first) / lines + 1;
  }
  std::size_t count() const { return down() * across(); }
  std::size_t x(std::size_t i) const { return i % across() * block; }
  Rows rows_of(std::size_t i) const {
    const std::size_t first = ((top + rows.first) / lines + i / across()) * lines;
    return {std::max(first, top + rows.first) - top,
            std::min(first + lines, top + rows.last) - top};
  }
};

/// The share of the spread of a response that its residuals leave.
double unexplained(const WindowSums& total, const WindowSums& left, std::size_t y, std::size_t k,
                   bool& sure) {
  const double mean = total.first(1, y, k) / total.first(0, y, k);
  const double spread = total.first(2, y, k) - mean * total.first(1, y, k);
  if (total.approximate()) {
    const double error = total.root_error(1, y) + std::abs(mean) * total.root_error(0, y);
    const double limit = lattice_tolerance * spread;
    sure = error * error <= limit && left.root_error(0, y) * left.root_error(0, y) <= limit;
  }
  return left.first(0, y, k) / spread;
}

}  // namespace

LatticeModel::LatticeModel(Lattice lattice)
    : LatticeModel(lattice, ranges_of(lattice, {0, lattice.height}).centres()) {}

LatticeModel::LatticeModel(Lattice lattice, std::vector<double> centres)
    : lattice_(std::move(lattice)),
      predictors_(lattice_.predictors.size()),
      centres_(std::move(centres)) {
  columns_.resize(predictors_ + 2);
  for (auto& column : columns_)
    assign_in_large_pages(column, lattice_.cells(), 0.0);
  for (std::size_t i = 0; i < lattice_.cells(); ++i) {
    if (!lattice_.valid(i)) continue;
    columns_[0][i] = 1;
    for (std::size_t m = 0; m < predictors_; ++m)
      columns_[m + 1][i] = lattice_.predictors[m][i] - centres_[m];
    columns_[predictors_ + 1][i] = lattice_.response[i] - centres_[predictors_];
  }
}

/// Calls each(offsets) with the valid ones of so many cells from the first on, a few at a time.
template <class Each>
void LatticeModel::for_valid(std::size_t first, std::size_t count, Each&& each) const {
  std::array<std::size_t, LocalModels::most> offsets{};
  std::size_t found = 0;
  for (std::size_t k = 0; k < count; ++k) {
    if (valid(first + k)) offsets[found++] = k;
    if (found < (k + 1 < count ? offsets.size() : 1)) continue;
    each(std::span<const std::size_t>(offsets.data(), found));
    found = 0;
  }
}

template <class Each>
std::vector<Sums> LatticeModel::solve(const Window& window, Rows rows, bool variances, int threads,
                                      Each&& each) const {
  const WindowPlan plan(window);
  std::vector<Sums> sums;
  Blocks blocks{};
#pragma omp parallel num_threads(threads)
  {
    Worker worker(*this, plan, variances);
#pragma omp single
    {
      blocks = {rows, lattice_.top, lattice_.width, worker.block(), worker.best_rows()};
      sums.resize(rows.count() * blocks.across());
    }
#pragma omp for schedule(dynamic)
    for (std::size_t b = 0; b < blocks.count(); ++b) {
      const std::size_t x = blocks.x(b);
      const std::size_t width = std::min(blocks.block, lattice_.width - x);
      worker.sum(x, blocks.rows_of(b));
      for (std::size_t y = blocks.rows_of(b).first; y < blocks.rows_of(b).last; ++y) {
        Sums& sum = sums[(y - rows.first) * blocks.across() + b % blocks.across()];
        const std::size_t first = y * lattice_.width + x;
        for_valid(first, width, [&](std::span<const std::size_t> offsets) {
          worker.solve(x, y, offsets);
          for (std::size_t k = 0; k < offsets.size(); ++k) {
            const std::size_t cell = first + offsets[k];
            sum.add(worker.status(k), worker.local(k), lattice_.response[cell], variances);
            each(cell, worker.status(k), worker.local(k));
          }
        });
      }
    }
  }
  std::vector<Sums> of_rows(rows.count());
  for (std::size_t y = 0; y < rows.count(); ++y)
    for (std::size_t b = 0; b < blocks.across(); ++b)
      of_rows[y] += sums[y * blocks.across() + b];
  return of_rows;
}

std::vector<Sums> LatticeModel::evaluate(const Window& window, Rows rows, int threads) const {
  return solve(window, rows, false, threads, [](std::size_t, Status, const LocalModel&) {});
}

LocalFit LatticeModel::empty_fit(double bandwidth) const {
  LocalFit fit;
  fit.bandwidth = bandwidth;
  fit.coefficients = coefficients();
  const std::size_t n = lattice_.cells();
  fit.status.assign(n, Status::missing_value);
  for (auto* column : {&fit.fitted, &fit.residual, &fit.influence, &fit.local_r2})
    assign_in_large_pages(*column, n, nan);
  assign_in_large_pages(fit.beta, n * coefficients(), nan);
  assign_in_large_pages(fit.variance, n * coefficients(), nan);
  return fit;
}

std::vector<Sums> LatticeModel::fit(LocalFit& fit, const Window& window, Rows rows,
                                    int threads) const {
  return solve(window, rows, true, threads,
               [&](std::size_t i, Status status, const LocalModel& local) {
                 fit.status[i] = status;
                 if (status == Status::ok) fit.store(i, lattice_.response[i], local);
               });
}

void LatticeModel::fit_local_r2(LocalFit& fit, const Window& window, Rows rows, int threads) const {
  // Residuals and responses of the cells that have a residual: 1, y, and e.
  std::vector<std::vector<double>> response(2, std::vector<double>(lattice_.cells(), 0.0));
  std::vector<std::vector<double>> residual(1, std::vector<double>(lattice_.cells(), 0.0));
  for (std::size_t i = 0; i < lattice_.cells(); ++i) {
    if (!std::isfinite(fit.residual[i])) continue;
    response[0][i] = 1;
    response[1][i] = columns_.back()[i];
    residual[0][i] = fit.residual[i];
  }
  const CellColumns of_response{&response, lattice_.width, lattice_.height, lattice_.top};
  const CellColumns of_residual{&residual, lattice_.width, lattice_.height, lattice_.top};
  const WindowPlan plan(window);
#pragma omp parallel num_threads(threads)
  {
    const auto total = plan.sums(of_response);
    const auto left = plan.sums(of_residual);
    DirectBlock direct_total(plan.direct_sums(of_response));
    DirectBlock direct_left(plan.direct_sums(of_residual));
    const Blocks blocks{rows, lattice_.top, lattice_.width, total->block(), total->best_rows()};
#pragma omp for schedule(dynamic)
    for (std::size_t b = 0; b < blocks.count(); ++b) {
      const std::size_t x = blocks.x(b);
      const Rows lines = blocks.rows_of(b);
      total->sum(x, lines, false);
      left->sum(x, lines, false);
      for (std::size_t y = lines.first; y < lines.last; ++y) {
        for (std::size_t k = 0; k < std::min(blocks.block, lattice_.width - x); ++k) {
          const std::size_t i = y * lattice_.width + x + k;
          if (fit.status[i] != Status::ok) continue;
          bool sure = true;
          double share = unexplained(*total, *left, y, k, sure);
          if (!sure) {
            const std::size_t place = direct_total.take(x + k, y, false);
            direct_left.take(x + k, y, false);
            share = unexplained(direct_total.sums(), direct_left.sums(), y, place, sure);
          }
          fit.local_r2[i] = 1 - share;
        }
      }
    }
  }
}

LocalFit LatticeModel::fit(const Window& window, double bandwidth, int threads) const {
  const Rows all{0, lattice_.height};
  LocalFit result = empty_fit(bandwidth);
  result.sums = total(fit(result, window, all, threads));
  fit_local_r2(result, window, all, threads);
  return result;
}

}  // namespace terrabalance::gwr
