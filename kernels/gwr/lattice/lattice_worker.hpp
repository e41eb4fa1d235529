#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "kernels/gwr/lattice/lattice_model.hpp"
#include "kernels/gwr/lattice/window_sums.hpp"
#include "kernels/gwr/points/local_models.hpp"

namespace terrabalance::gwr {

/// Direct sums of one block of cells, taken when somebody asks for a cell of it.
class DirectBlock {
 public:
  explicit DirectBlock(std::unique_ptr<WindowSums> sums) : sums_(std::move(sums)) {}

  /// Takes the sums about cell x of row y. \return its place in the block
  std::size_t take(std::size_t x, std::size_t y, bool squares) {
    const std::size_t begin = x / sums_->block() * sums_->block();
    if (!taken_ || begin != x_ || y != y_) sums_->sum(begin, {y, y + 1}, squares);
    taken_ = true;
    x_ = begin;
    y_ = y;
    return x - begin;
  }
  const WindowSums& sums() const { return *sums_; }

 private:
  std::unique_ptr<WindowSums> sums_;
  bool taken_ = false;
  std::size_t x_ = 0;
  std::size_t y_ = 0;
};

/// Solves the cells of one thread, a few at a time; keeps its buffers.
class LatticeModel::Worker {
 public:
  Worker(const LatticeModel& model, const WindowPlan& plan, bool variances);

  std::size_t block() const { return sums_->block(); }
  std::size_t best_rows() const { return sums_->best_rows(); }

  /// Sums about the cells [x, x + block()) of rows.
  void sum(std::size_t x, Rows rows) { sums_->sum(x, rows, variances_); }
  /// Solves up to LocalModels::most cells x + offset of row y, after sum(x, rows with y), evaluated
  /// at their own values.
  void solve(std::size_t x, std::size_t y, std::span<const std::size_t> offsets);
  /// Of the k-th of these cells.
  Status status(std::size_t k) const { return cells_[k].status; }
  LocalModel local(std::size_t k) const { return models_[k]; }

 private:
  struct Cell {
    std::size_t x = 0;
    std::vector<double> squared;  ///< moments by squared weights
    std::vector<double> origin;
    Status status = Status::ok;
  };

  void take(const WindowSums& sums, std::size_t y, std::size_t offset, std::size_t k);
  void take_direct(std::size_t y, std::size_t count);
  void centre_far(std::size_t y, std::size_t count);
  void give(std::size_t k);
  Status status_of(std::size_t k, std::size_t y) const;
  bool near_direct(std::size_t k, std::size_t y) const;
  template <class Visit>
  void for_neighbours(std::size_t x, std::size_t y, Visit&& visit) const;
  std::size_t neighbours(std::size_t x, std::size_t y) const;
  void sum_about(std::size_t k, std::size_t y, bool own);

  const LatticeModel* model_;
  const Window* window_;
  bool variances_;
  std::unique_ptr<WindowSums> sums_;
  DirectBlock direct_;
  LocalModels models_;
  std::array<Cell, LocalModels::most> cells_;
  std::vector<double> moments_;
  std::vector<double> row_;
};

}  // namespace terrabalance::gwr
