#pragma once

#include <cstddef>
#include <vector>

#include "kernels/gwr/lattice/window.hpp"
#include "kernels/gwr/lattice/window_sums.hpp"

namespace terrabalance::gwr {

/// Rows of a regular grid: a whole lattice, or a rank's rows with those around them that its
/// bandwidth reaches. Values are row-major; a cell that is not finite in some layer is left out.
struct Lattice {
  std::size_t width = 0;
  std::size_t height = 0;
  double cell_width = 1;                        ///< map units
  double cell_height = 1;                       ///< map units
  std::vector<std::vector<double>> predictors;  ///< layers
  std::vector<double> response;
  std::size_t top = 0;  ///< rows of the whole lattice above those held

  std::size_t cells() const { return width * height; }
  LatticeShape shape() const { return {width, height, cell_width, cell_height}; }
  /// Whether every layer has a value there.
  bool valid(std::size_t cell) const;
};

/// Least and largest value of every column (predictors, response) over the valid cells of rows; a
/// centre is the middle of both. They do not depend on the order of the cells.
struct Ranges {
  std::vector<double> low;
  std::vector<double> high;
  void merge(const Ranges& other);
  std::vector<double> centres() const;
};
Ranges ranges_of(const Lattice& lattice, Rows rows);

}  // namespace terrabalance::gwr
