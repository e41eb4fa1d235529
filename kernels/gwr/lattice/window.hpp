#pragma once

#include <cstddef>
#include <vector>

#include "kernels/gwr/weight.hpp"

namespace terrabalance::gwr {

/// Size of a whole lattice, held by one rank or by many.
struct LatticeShape {
  std::size_t width = 0;   ///< cells
  std::size_t height = 0;  ///< cells
  double cell_width = 1;   ///< map units
  double cell_height = 1;  ///< map units
};

/// How the sums over a window are taken; which of them is cheapest was measured, docs/gwr.md.
enum class WindowMethod {
  direct,    ///< cell by cell, the window folded about its centre
  boxes,     ///< weights of 1: differences of running sums, two a row of the window
  spectral,  ///< products of the rows' spectra (FFT), one a row of the window
  plane      ///< one product of spectra in both directions (FFT), whatever the window
};

/// The window of a kernel: weights of offsets, one quarter of them.
struct Window {
  std::vector<std::vector<double>> weights;  ///< [|dy|][|dx|], positive; rows do not get longer
  WindowMethod method = WindowMethod::direct;
  LatticeShape shape;  ///< of the whole lattice

  std::size_t rows() const { return weights.empty() ? 0 : weights.size() - 1; }
  /// Cells that it reaches to either side.
  std::size_t half() const { return weights.empty() ? 0 : weights.front().size() - 1; }
  /// Rows that are summed as one, counted from the lattice's first: sums need all cells that any of
  /// them reaches. 1: every row by itself.
  std::size_t rows_together() const;
};

/// Offsets with weight that both ends of which can lie in the lattice, and the cheapest method for
/// them. A kernel that is not compact is cut where its weight falls below 1e-12: every sum of
/// weights, at least 1, then misses less than 1e-12 for each cell left out.
/// \param bandwidth  map units. \throws InputError unless it is a distance above 0
Window window_of(Kernel kernel, double bandwidth, const LatticeShape& lattice);

/// A multiple of the rows that any window of this lattice that is no wider sums as one.
std::size_t most_together(const Window& window);

/// The same window by direct sums: what the other methods are checked against.
Window direct_window_of(Kernel kernel, double bandwidth, const LatticeShape& lattice);

}  // namespace terrabalance::gwr
