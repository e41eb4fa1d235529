#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "kernels/landscape/patches/patch.hpp"
#include "kernels/landscape/row_sizes.hpp"
#include "kernels/landscape/second_sweep/edges.hpp"

namespace terrabalance::landscape {

/// Bounding box of edge runs, and whether they are all of one patch.
struct Box {
  static constexpr std::int64_t nothing = -1;
  static constexpr std::int64_t several = -2;

  std::int32_t x0 = std::numeric_limits<std::int32_t>::max();
  std::int32_t x1 = std::numeric_limits<std::int32_t>::min();  ///< last column
  std::int32_t y0 = std::numeric_limits<std::int32_t>::max();
  std::int32_t y1 = std::numeric_limits<std::int32_t>::min();  ///< last row
  std::int64_t patch = nothing;                                ///< the only one in it

  static Box of(const EdgeRun& run) { return {run.begin, run.end - 1, run.y, run.y, run.patch}; }
  void add(const Box& other) {
    x0 = std::min(x0, other.x0);
    x1 = std::max(x1, other.x1);
    y0 = std::min(y0, other.y0);
    y1 = std::max(y1, other.y1);
    if (patch == nothing) patch = other.patch;
    if (other.patch != nothing && other.patch != patch) patch = several;
  }
};

/// Distances between the centres of cells: in the plane, or on a grid in degrees as RowSizes has
/// them.
class CellDistances {
 public:
  /// \param rows  null where all cells are of one size; else outlives this
  explicit CellDistances(const CellSize& cell, const RowSizes* rows = nullptr)
      : cell_(cell), rows_(rows) {}

  /// Squared, m2; exact between boxes of one row each, else no more than that of any two cells.
  double squared(const Box& a, const Box& b) const {
    const std::int32_t columns = std::max({0, b.x0 - a.x1, a.x0 - b.x1});
    if (rows_ != nullptr) return by_rows(columns, a, b);
    const double x = columns * cell_.dx;
    const double y = std::max({0, b.y0 - a.y1, a.y0 - b.y1}) * cell_.dy;
    return x * x + y * y;
  }

 private:
  double by_rows(std::int32_t columns, const Box& a, const Box& b) const {
    const auto width = [&](std::int32_t y) { return rows_->cell_width(std::int64_t{y}); };
    const auto southing = [&](std::int32_t y) { return rows_->southing(std::int64_t{y}); };
    double y = 0;
    if (b.y0 > a.y1) y = southing(b.y0) - southing(a.y1);
    if (a.y0 > b.y1) y = southing(a.y0) - southing(b.y1);
    // Parallels grow to the equator and shrink again: the shortest is one of the outermost.
    const bool rows = a.y0 == a.y1 && b.y0 == b.y1;
    const double x =
        columns * (rows ? (width(a.y0) + width(b.y0)) / 2
                        : std::min(width(std::min(a.y0, b.y0)), width(std::max(a.y1, b.y1))));
    return x * x + y * y;
  }

  CellSize cell_;
  const RowSizes* rows_;
};

/// Puts runs in an order in which those near each other are mostly near each other in memory.
void sort_along_curve(std::vector<EdgeRun>& runs);

/// Runs by patch, and in their own order within each.
std::vector<std::uint32_t> order_by_patch(std::span<const EdgeRun> runs);

/// A complete binary tree of boxes over blocks of runs; node i has the children 2i and 2i + 1.
/// 40 bytes for each block of 8 runs, times two.
class BoxTree {
 public:
  /// \param runs  sorted along the curve; outlive the tree
  BoxTree(std::span<const EdgeRun> runs, const CellDistances& distances);

  /// Visits runs of other patches than that of `from` that may be nearer than `reach`, the nearer
  /// half of each node first: visit(run, squared distance) for those that are.
  /// \param reach  squared distance; visit may lower it
  template <class Visit>
  void search(const EdgeRun& from, double& reach, const Visit& visit) const {
    search(1, Box::of(from), reach, visit);
  }

 private:
  static constexpr std::size_t block = 8;

  double distance(const Box& a, const Box& b) const { return distances_.squared(a, b); }
  bool useful(std::size_t node, const Box& from) const {
    return boxes_[node].patch != Box::nothing && boxes_[node].patch != from.patch;
  }

  template <class Visit>
  void search(std::size_t node, const Box& from, double& reach, const Visit& visit) const {
    if (node >= leaves_) {
      const std::size_t first = (node - leaves_) * block;
      for (std::size_t i = first; i < std::min(first + block, runs_.size()); ++i) {
        if (runs_[i].patch == from.patch) continue;
        const double far = distance(from, Box::of(runs_[i]));
        if (far < reach) visit(runs_[i], far);
      }
      return;
    }
    std::array<std::size_t, 2> children{2 * node, 2 * node + 1};
    std::array<double, 2> far{};
    for (std::size_t c = 0; c < 2; ++c)
      far[c] = useful(children[c], from) ? distance(from, boxes_[children[c]])
                                         : std::numeric_limits<double>::infinity();
    if (far[1] < far[0]) {
      std::swap(far[0], far[1]);
      std::swap(children[0], children[1]);
    }
    for (std::size_t c = 0; c < 2; ++c)
      if (far[c] < reach) search(children[c], from, reach, visit);
  }

  std::span<const EdgeRun> runs_;
  CellDistances distances_;
  std::size_t leaves_ = 1;
  std::vector<Box> boxes_;
};

}  // namespace terrabalance::landscape
