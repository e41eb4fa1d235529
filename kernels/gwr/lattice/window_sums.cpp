#include "kernels/gwr/lattice/window_sums.hpp"

#include <algorithm>
#include <cmath>

#include "engine/value/large_pages.hpp"
#include "kernels/gwr/lattice/box_sums.hpp"
#include "kernels/gwr/lattice/direct_sums.hpp"
#include "kernels/gwr/lattice/plane_sums.hpp"
#include "kernels/gwr/lattice/spectral_sums.hpp"

namespace terrabalance::gwr {

void CellColumns::multiply(std::size_t m, std::size_t l, std::ptrdiff_t x, std::ptrdiff_t y,
                           std::size_t count, double* out) const {
  std::fill_n(out, count, 0.0);
  if (y < 0 || y >= static_cast<std::ptrdiff_t>(height)) return;
  const std::ptrdiff_t begin = std::max<std::ptrdiff_t>(x, 0);
  const std::ptrdiff_t end =
      std::min(x + static_cast<std::ptrdiff_t>(count), static_cast<std::ptrdiff_t>(width));
  const double* a = row(m, static_cast<std::size_t>(y));
  const double* b = row(l, static_cast<std::size_t>(y));
  for (std::ptrdiff_t i = begin; i < end; ++i)
    out[i - x] = a[i] * b[i];
}

WindowSums::WindowSums(const CellColumns& columns, std::size_t block, std::size_t best_rows,
                       bool approximate, bool own_squares)
    : columns_(columns),
      block_(block),
      best_rows_(best_rows),
      approximate_(approximate),
      own_squares_(own_squares),
      stride_(block + 8) {}  // products of a cell shall not all fall into one set of the cache

void WindowSums::sum(std::size_t x, Rows rows, bool squares) {
  rows_ = rows;
  const std::size_t numbers = rows.count() * columns_.products() * stride_;
  if (first_.size() < numbers) assign_in_large_pages(first_, numbers, 0.0);
  if (squares && own_squares_ && second_.size() < numbers)
    assign_in_large_pages(second_, numbers, 0.0);
  errors_.assign(rows.count() * columns_.count(), 0.0);
  second_errors_.assign(errors_.size(), 0.0);
  compute(x, squares);
}

void WindowSums::set_errors(std::size_t column, std::size_t y, double first, double second) {
  const std::size_t i = (y - rows_.first) * columns_.count() + column;
  errors_[i] = std::sqrt(first);
  second_errors_[i] = std::sqrt(second);
}

struct WindowPlan::Shared {
  std::unique_ptr<WindowSpectra> spectra;
  std::unique_ptr<PlaneSpectrum> plane;
};

WindowPlan::WindowPlan(const Window& window)
    : window_(&window), shared_(std::make_unique<Shared>()) {
  if (window.method == WindowMethod::spectral)
    shared_->spectra =
        std::make_unique<WindowSpectra>(window, spectral_tiling(window, window.shape.width));
  if (window.method == WindowMethod::plane)
    shared_->plane = std::make_unique<PlaneSpectrum>(window);
}

WindowPlan::~WindowPlan() = default;

std::unique_ptr<WindowSums> WindowPlan::sums(const CellColumns& columns) const {
  if (window_->method == WindowMethod::boxes) return std::make_unique<BoxSums>(*window_, columns);
  if (window_->method == WindowMethod::spectral)
    return std::make_unique<SpectralSums>(*shared_->spectra, columns);
  if (window_->method == WindowMethod::plane)
    return std::make_unique<PlaneSums>(*shared_->plane, columns);
  return direct_sums(columns);
}

std::unique_ptr<WindowSums> WindowPlan::direct_sums(const CellColumns& columns) const {
  return std::make_unique<DirectSums>(*window_, columns);
}

}  // namespace terrabalance::gwr
