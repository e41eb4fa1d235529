#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/runtime/communicator.hpp"
#include "jobs/gwr/spread/own_rows.hpp"
#include "kernels/gwr/points/local_fit.hpp"
#include "kernels/gwr/spread/point_grid.hpp"
#include "kernels/gwr/spread/spread_model.hpp"

namespace terrabalance {

/// Gives every rank the complete rows in the cells that it holds. Collective.
/// \param held  the cells of every rank's blocks
gwr::HeldPoints pass_points(const OwnRows& rows, const gwr::PointGrid& grid,
                            const std::vector<std::vector<gwr::CellSet>>& held,
                            const Communicator& ranks);

/// The local models of this rank's rows, as they come from the ranks that solve them.
class RowFits {
 public:
  RowFits(const OwnRows& rows, std::size_t coefficients, Communicator ranks);

  /// Keeps a place for the rank that has its row.
  void take(std::int64_t row, gwr::LocalFit& fit, std::size_t i);
  /// Gives every rank what was kept for it. Collective.
  void pass();
  gwr::LocalFit done() { return std::move(fit_); }

 private:
  void place(const std::vector<double>& numbers);

  const OwnRows& rows_;
  Communicator ranks_;
  gwr::LocalFit fit_;
  std::vector<std::vector<double>> solved_;  ///< for every rank
};

}  // namespace terrabalance
