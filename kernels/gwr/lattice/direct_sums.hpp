#pragma once

#include <vector>

#include "kernels/gwr/lattice/window_sums.hpp"

namespace terrabalance::gwr {

/// Windows summed cell by cell: rows above and below the cell are added first, then the cells to
/// its left and right, so that a quarter of the window is multiplied.
class DirectSums : public WindowSums {
 public:
  DirectSums(const Window& window, const CellColumns& columns);

 private:
  void compute(std::size_t x, bool squares) override;
  void load(std::vector<double>& buffer, std::size_t x, std::size_t y, std::size_t half,
            bool inside);
  void add_rows(std::size_t y, const std::vector<double>& weights, bool squares);

  const Window* window_;
  std::size_t length_ = 0;
  std::vector<double> upper_;
  std::vector<double> lower_;
  std::vector<double> folded_;
};

}  // namespace terrabalance::gwr
