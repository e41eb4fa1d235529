#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "kernels/gwr/lattice/lattice.hpp"
#include "kernels/gwr/lattice/window.hpp"
#include "kernels/gwr/points/point_model.hpp"

namespace terrabalance::gwr {

/// Geographically weighted regression of the cells of a lattice with a fixed bandwidth.
///
/// Neighbours are offsets, so there is no tree: the weighted sums of products of the columns are
/// windows over rows of products, taken by the window's method. Sums are taken about the middle of
/// each column's range; cells whose neighbours lie so far from it that digits are lost are summed
/// again about themselves. Where a method other than the direct one may be off by more than
/// `lattice_tolerance` the cell is summed directly. Results do not depend on threads, nor on how
/// rows are shared out.
class LatticeModel {
 public:
  /// \param centres  of the columns (predictors, response): the same on every rank, \see Ranges
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
  LocalFit fit(const Window& window, double bandwidth, int threads) const;

 private:
  class Worker;
  template <class Each>
  std::vector<Sums> solve(const Window& window, Rows rows, bool variances, int threads,
                          Each&& each) const;
  template <class Each>
  void for_valid(std::size_t first, std::size_t count, Each&& each) const;

  Lattice lattice_;
  std::size_t predictors_;
  std::vector<double> centres_;
  std::vector<std::vector<double>> columns_;  ///< 1, predictors, response; centred; 0 if left out
};

/// Largest error of the sums of a cell, as a share of the neighbours' spread and times the
/// condition of their correlations, at which sums that are not direct are taken: coefficients
/// differ by about this share of their standardised size.
constexpr double lattice_tolerance = 1e-9;

}  // namespace terrabalance::gwr
