#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/gwr/points/local_model.hpp"
#include "kernels/gwr/points/point_model.hpp"
#include "kernels/gwr/weight.hpp"

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

  std::size_t cells() const { return width * height; }
};

/// Rows [first, last) of a lattice.
struct Rows {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// The window of a kernel: weights of offsets, one quarter of them.
struct Window {
  std::vector<std::vector<double>> weights;  ///< [|dy|][|dx|], positive
  std::size_t rows() const { return weights.empty() ? 0 : weights.size() - 1; }
};

/// Offsets with weight. A kernel that is not compact is cut where its weight falls below 1e-12:
/// every sum of weights, at least 1, then misses less than 1e-12 for each cell left out.
Window window_of(Kernel kernel, double bandwidth, double cell_width, double cell_height);

/// Geographically weighted regression of the cells of a lattice with a fixed bandwidth.
///
/// Neighbours are offsets, so there is no tree: the weighted sums of products of the columns are
/// windows over rows of products, folded about the cell in both directions. Sums are taken about
/// the middle of each column's range; cells whose neighbours lie so far from it that digits are
/// lost are summed again about themselves. Cost per cell: a quarter of the window's cells times
/// (p + 1)(p + 2) / 2 products. Results do not depend on threads, nor on how rows are shared out.
class LatticeModel {
 public:
  /// \param centres  of the columns (predictors, response): the same on every rank, \see centres_of
  LatticeModel(Lattice lattice, std::vector<double> centres);
  explicit LatticeModel(Lattice lattice);

  std::size_t coefficients() const { return predictors_ + 1; }
  const Lattice& lattice() const { return lattice_; }
  bool valid(std::size_t cell) const { return columns_.front()[cell] > 0; }

  /// What the criteria of a bandwidth need, a value per row.
  std::vector<Sums> evaluate(const Window& window, Rows rows, int threads) const;

  /// An empty fit of all cells held. status is missing_value where the cell is left out.
  LocalFit empty_fit(double bandwidth) const;
  /// Fills the rows in `fit`, but for local_r2.
  std::vector<Sums> fit(LocalFit& fit, const Window& window, Rows rows, int threads) const;
  /// Fills local_r2 of the rows. Needs the residuals of all cells that the window reaches.
  void fit_local_r2(LocalFit& fit, const Window& window, Rows rows, int threads) const;

  /// All of a fit of the whole lattice at once.
  LocalFit fit(Kernel kernel, double bandwidth, int threads) const;

 private:
  class Worker;
  template <class Each>
  std::vector<Sums> solve(const Window& window, Rows rows, bool variances, int threads,
                          Each&& each) const;

  Lattice lattice_;
  std::size_t predictors_;
  std::vector<double> centres_;
  std::vector<std::vector<double>> columns_;  ///< 1, predictors, response; centred; 0 if left out
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
