#include "kernels/gwr/lattice/window.hpp"

#include <algorithm>
#include <cmath>

#include "engine/value/error.hpp"
#include "kernels/gwr/lattice/plane_sums.hpp"
#include "kernels/gwr/lattice/spectral_sums.hpp"

namespace terrabalance::gwr {
namespace {

constexpr double cut_weight = 1e-12;

/// Cells of a quarter from which on running sums, of weights of 1, cost less.
constexpr double direct_box_cells = 12;

/// Nanoseconds of a core for a cell and product, measured (docs/gwr.md).
double cost_of_direct_sums(const Window& window) {
  constexpr double per_weight = 0.075;
  double cells = 0;
  for (const auto& row : window.weights)
    cells += static_cast<double>(row.size());
  return per_weight * cells;
}

double cost_of_boxes(const Window& window) {
  constexpr double per_row = 0.31;
  return per_row * static_cast<double>(2 * window.rows() + 1);
}

WindowMethod cheapest(Kernel kernel, const Window& window) {
  const double plane = plane_tiling(window).cost;
  if (kernel == Kernel::boxcar) {
    const double cells =
        static_cast<double>(window.half() + 1) * static_cast<double>(window.rows() + 1);
    if (cells < direct_box_cells) return WindowMethod::direct;
    return cost_of_boxes(window) <= plane ? WindowMethod::boxes : WindowMethod::plane;
  }
  const double direct = cost_of_direct_sums(window);
  const double spectral = spectral_tiling(window, window.shape.width).cost;
  if (direct <= std::min(spectral, plane)) return WindowMethod::direct;
  return spectral <= plane ? WindowMethod::spectral : WindowMethod::plane;
}

}  // namespace

std::size_t Window::rows_together() const {
  return method == WindowMethod::plane ? plane_tiling(*this).rows : 1;
}

std::size_t most_together(const Window& window) {
  return plane_tiling(window).rows;  // powers of two, larger ones for wider windows
}

Window direct_window_of(Kernel kernel, double bandwidth, const LatticeShape& lattice) {
  if (!(bandwidth > 0) || !std::isfinite(bandwidth))
    throw InputError("gwr: the bandwidth of a lattice must be a distance above 0");
  Window window;
  window.shape = lattice;
  const double least = is_compact(kernel) ? 0 : cut_weight;
  const auto at = [&](std::size_t dx, std::size_t dy) {
    const double w = weight(kernel,
                            std::hypot(static_cast<double>(dx) * lattice.cell_width,
                                       static_cast<double>(dy) * lattice.cell_height),
                            bandwidth);
    return w > least ? w : 0;
  };
  for (std::size_t dy = 0; dy < lattice.height && at(0, dy) > 0; ++dy) {
    auto& row = window.weights.emplace_back();
    for (std::size_t dx = 0; dx < lattice.width && at(dx, dy) > 0; ++dx)
      row.push_back(at(dx, dy));
  }
  return window;
}

Window window_of(Kernel kernel, double bandwidth, const LatticeShape& lattice) {
  Window window = direct_window_of(kernel, bandwidth, lattice);
  window.method = cheapest(kernel, window);
  return window;
}

}  // namespace terrabalance::gwr
