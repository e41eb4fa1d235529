#pragma once

#include <cstdint>
#include <vector>

#include "kernels/gwr/lattice/window_sums.hpp"

namespace terrabalance::gwr {

/// Windows whose weights are all 1: a running sum along each row, and of every row of the window
/// the difference of two of its numbers. Cost per cell and product: 2 (2 rows() + 1) additions,
/// whatever the cells of the window.
///
/// Error: a difference of running sums over n cells is off by no more than 2 n u Σ|f|, u = 2⁻⁵³.
class BoxSums : public WindowSums {
 public:
  BoxSums(const Window& window, const CellColumns& columns);

 private:
  void compute(std::size_t x, bool squares) override;
  /// Running sums of a product in the rows that the window reaches.
  void run(std::size_t m, std::size_t l, std::size_t x);
  void bound_errors(std::size_t column);

  std::size_t reach_;
  std::size_t half_;
  std::size_t length_;                 ///< cells of a row: the block and what the window reaches
  std::size_t stride_;                 ///< of the rows of running sums
  std::vector<std::uint32_t> halves_;  ///< of the window's rows, from the uppermost on
  std::vector<double> running_;
  std::vector<double> product_;
};

}  // namespace terrabalance::gwr
