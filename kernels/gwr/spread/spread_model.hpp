#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kernels/gwr/points/point_model.hpp"
#include "kernels/gwr/spread/blocks.hpp"
#include "kernels/gwr/team.hpp"

namespace terrabalance::gwr {

/// Points that a rank holds, with their rows in the table of all points.
struct HeldPoints {
  std::vector<std::int64_t> rows;
  Observations values;
};

/// Regression of points of which every rank holds its own and those within their reach.
///
/// A block's tree is made of the block's points and those around it, always in the order of cells
/// and rows, so every number has the same bits whichever rank has the block. It may differ in the
/// last bits from that of one tree of all points.
class SpreadModel {
 public:
  /// The blocks of this rank.
  /// \param points  at least those in the cells that the blocks hold; complete rows only
  SpreadModel(const PointGrid& grid, std::span<const BlockCells> blocks, const HeldPoints& points,
              Weights weights, int threads);

  /// Sums of all ranks: what the criteria of a bandwidth need. Collective.
  Sums evaluate(double bandwidth, const Team& team) const;

  struct Whole {
    Sums sums;
    double tss = 0;  ///< of the response about its mean, over the places with a model
  };
  /// Takes a place: its row in the table and its local model, number i of the fit.
  using Take = std::function<void(std::int64_t row, LocalFit& fit, std::size_t i)>;
  /// Fits all blocks, on every rank one after the other; each rank is given its own places.
  /// Collective.
  /// \param pass  called by all ranks when each has solved a block more, or has none left
  Whole fit(
      double bandwidth, const Team& team, const Take& take,
      const std::function<void()>& pass = [] {}) const;

 private:
  struct Block {
    std::vector<std::int64_t> rows;
    std::vector<Role> roles;
    PointModel model;
  };
  std::vector<Block> blocks_;
};

}  // namespace terrabalance::gwr
