#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "kernels/landscape/patches/keyed_totals.hpp"
#include "kernels/landscape/patches/totals.hpp"

namespace terrabalance::landscape {

/// Totals of the closed patches of one tile, by group. Most patches are small and alike: those of
/// up to 8 cells are only counted by their cells and sides, and folded once a kind at the end.
class TileTotals {
 public:
  TileTotals(const CellSize& cell, const Measured& measured) : cell_(cell), measured_(measured) {}

  void add(std::uint32_t group, const Patch& patch) {
    if (group >= groups_.size()) groups_.resize(group + std::size_t{1});
    Group& g = groups_[group];
    g.zone = patch.zone;
    g.class_index = patch.class_index;
    if (patch.cells > most_cells || measured_.any()) {
      fold(patch, cell_, measured_, g.totals);
      return;
    }
    if (g.small.empty()) g.small.resize(std::size_t{most_cells} * most_cells * most_cells);
    ++g.small[kind(patch)];
  }

  void flush(KeyedTotals<ClassTotals>& classes) {
    for (Group& g : groups_) {
      for (std::size_t i = 0; i < g.small.size(); ++i)
        if (g.small[i] > 0) fold(patch_of(g, i), cell_, measured_, g.totals, g.small[i]);
      if (g.totals.patches > 0) classes[class_key(g.zone, g.class_index)].add(g.totals);
    }
  }

 private:
  static constexpr std::int64_t most_cells = 8;  // with at most 2 x 8 sides of each direction

  struct Group {
    std::int32_t zone = 0;
    ClassIndex class_index = 0;
    ClassTotals totals;
    std::vector<std::uint32_t> small;
  };

  static std::size_t kind(const Patch& p) {
    return static_cast<std::size_t>(((p.cells - 1) * most_cells + p.horizontal_sides / 2 - 1) *
                                        most_cells +
                                    p.vertical_sides / 2 - 1);
  }
  static Patch patch_of(const Group& g, std::size_t kind) {
    const auto k = static_cast<std::int64_t>(kind);
    Patch patch;
    patch.zone = g.zone;
    patch.class_index = g.class_index;
    patch.cells = k / (most_cells * most_cells) + 1;
    patch.horizontal_sides = 2 * (k / most_cells % most_cells + 1);
    patch.vertical_sides = 2 * (k % most_cells + 1);
    return patch;
  }

  CellSize cell_;
  Measured measured_;
  std::vector<Group> groups_;
};

}  // namespace terrabalance::landscape
