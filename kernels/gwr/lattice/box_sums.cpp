#include "kernels/gwr/lattice/box_sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/gwr/lanes/lanes.hpp"

namespace terrabalance::gwr {
namespace {

constexpr std::size_t cells_at_once = 256;
constexpr std::size_t rows_at_once = 64;
constexpr double unit_roundoff = std::numeric_limits<double>::epsilon() / 2;

}  // namespace

BoxSums::BoxSums(const Window& window, const CellColumns& columns)
    : WindowSums(columns, cells_at_once, rows_at_once, true, false),
      reach_(window.rows()),
      half_(window.half()),
      length_(cells_at_once + 2 * half_),
      stride_(length_ + 8),
      product_(length_) {
  for (std::size_t j = 0; j <= 2 * reach_; ++j) {
    const std::size_t dy = j > reach_ ? j - reach_ : reach_ - j;
    halves_.push_back(static_cast<std::uint32_t>(window.weights[dy].size() - 1));
  }
}

void BoxSums::compute(std::size_t x, bool /*squares*/) {
  std::size_t product = 0;
  for (std::size_t m = 0; m < columns().count(); ++m) {
    for (std::size_t l = 0; l <= m; ++l, ++product) {
      run(m, l, x);
      if (l == m) bound_errors(m);
      for (std::size_t y = rows().first; y < rows().last; ++y) {
        lane_loops().boxes(&running_[(y - rows().first) * stride_ + half_], stride_, halves_.data(),
                           halves_.size(), block(), first_row(product, y));
      }
    }
  }
}

void BoxSums::run(std::size_t m, std::size_t l, std::size_t x) {
  const std::size_t lines = rows().count() + 2 * reach_;
  running_.resize(lines * stride_);
  for (std::size_t j = 0; j < lines; ++j) {
    columns().multiply(
        m, l, static_cast<std::ptrdiff_t>(x) - static_cast<std::ptrdiff_t>(half_),
        static_cast<std::ptrdiff_t>(rows().first + j) - static_cast<std::ptrdiff_t>(reach_),
        length_, product_.data());
    double* out = &running_[j * stride_];
    double sum = 0;
    for (std::size_t i = 0; i < length_; ++i) {
      out[i] = sum;
      sum += product_[i];
    }
    out[length_] = sum;
  }
}

/// Squares are positive, so the last running sum of a row is the sum of their sizes.
void BoxSums::bound_errors(std::size_t column) {
  const double share = unit_roundoff * 2 * static_cast<double>(length_ + 2 * halves_.size());
  for (std::size_t y = rows().first; y < rows().last; ++y) {
    double size = 0;
    for (std::size_t j = 0; j < halves_.size(); ++j)
      size += running_[(y - rows().first + j) * stride_ + length_];
    set_errors(column, y, share * size, share * size);
  }
}

}  // namespace terrabalance::gwr
