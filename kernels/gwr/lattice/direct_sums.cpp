#include "kernels/gwr/lattice/direct_sums.hpp"

#include <algorithm>

#include "kernels/gwr/lanes/lanes.hpp"

namespace terrabalance::gwr {
namespace {

constexpr std::size_t cells_at_once = 256;
constexpr std::size_t rows_at_once = 4;

}  // namespace

DirectSums::DirectSums(const Window& window, const CellColumns& columns)
    : WindowSums(columns, cells_at_once, rows_at_once, false), window_(&window) {}

void DirectSums::compute(std::size_t x, bool squares) {
  for (std::size_t y = rows().first; y < rows().last; ++y) {
    for (std::size_t product = 0; product < columns().products(); ++product) {
      std::fill_n(first_row(product, y), block(), 0.0);
      if (squares) std::fill_n(second_row(product, y), block(), 0.0);
    }
    for (std::size_t dy = 0; dy <= window_->rows(); ++dy) {
      const bool above = y >= dy;
      const bool below = dy > 0 && y + dy < columns().height;
      if (!above && !below) continue;
      const std::size_t half = window_->weights[dy].size() - 1;
      load(upper_, x, y - dy, half, above);
      load(lower_, x, y + dy, half, below);
      add_rows(y, window_->weights[dy], squares);
    }
  }
}

/// Copies the columns of the block and what the window reaches beside it; 0 outside.
void DirectSums::load(std::vector<double>& buffer, std::size_t x, std::size_t y, std::size_t half,
                      bool inside) {
  length_ = block() + 2 * half;
  length_ += (lattice_block_step - length_ % lattice_block_step) % lattice_block_step;
  buffer.assign(columns().count() * length_, 0.0);
  if (!inside) return;
  const std::size_t begin = x > half ? x - half : 0;
  const std::size_t end = std::min(x + block() + half, columns().width);
  for (std::size_t c = 0; c < columns().count(); ++c) {
    const double* row = columns().row(c, y);
    std::copy(row + begin, row + end, buffer.data() + c * length_ + (begin + half - x));
  }
}

void DirectSums::add_rows(std::size_t y, const std::vector<double>& weights, bool squares) {
  const LaneLoops& loops = lane_loops();
  const std::size_t half = weights.size() - 1;
  folded_.resize(length_);
  std::size_t product = 0;
  for (std::size_t m = 0; m < columns().count(); ++m) {
    for (std::size_t l = 0; l <= m; ++l, ++product) {
      loops.products(&upper_[m * length_], &upper_[l * length_], &lower_[m * length_],
                     &lower_[l * length_], length_, folded_.data());
      const bool second = squares && m + 1 < columns().count();
      loops.window(folded_.data() + half, block(), half, weights.data(), first_row(product, y),
                   second ? second_row(product, y) : nullptr);
    }
  }
}

}  // namespace terrabalance::gwr
