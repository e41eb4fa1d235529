#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "kernels/landscape/measures.hpp"
#include "kernels/landscape/patches/keyed_totals.hpp"
#include "kernels/landscape/patches/labelling.hpp"
#include "kernels/landscape/patches/totals.hpp"

namespace terrabalance::landscape {

/// Totals of the closed patches of one tile, by group.
class TileTotals {
 public:
  /// \param tile  outlives it
  TileTotals(const Labelling& tile, const CellSize& cell, const Measured& measured)
      : tile_(tile), cell_(cell), measured_(measured), groups_(tile.groups.size()) {}

  void add(const Patch& patch, std::uint32_t root) {
    fold(patch, cell_, measured_, groups_[tile_.tallies[root].group].totals);
  }

  /// The same where nothing but cells and sides is measured. Most patches are small and alike:
  /// those of up to 8 cells are only counted by their cells and sides, and folded once a kind.
  void count(std::uint32_t root) {
    const Tally& tally = tile_.tallies[root];
    if (tally.cells > most_cells) {
      add(patch_of(tile_, root), root);
      return;
    }
    auto& small = groups_[tally.group].small;
    if (small.empty()) small.resize(std::size_t{most_cells} * most_cells * most_cells);
    ++small[kind(tally)];
  }

  void flush(KeyedTotals<ClassTotals>& classes) {
    for (std::uint32_t group = Groups::outside + 1; group < groups_.size(); ++group) {
      Group& g = groups_[group];
      for (std::size_t i = 0; i < g.small.size(); ++i)
        if (g.small[i] > 0) fold(patch_of_kind(i), cell_, measured_, g.totals, g.small[i]);
      if (g.totals.patches > 0)
        classes[class_key(tile_.groups.zone_of(group), tile_.groups.class_of(group))].add(g.totals);
    }
  }

 private:
  static constexpr std::uint32_t most_cells = 8;  // with at most 2 x 8 sides of each direction

  struct Group {
    ClassTotals totals;
    std::vector<std::uint32_t> small;  // by kind
  };

  static std::size_t kind(const Tally& t) {
    return ((t.cells - 1) * most_cells + t.cells - t.stacked - 1) * most_cells + t.runs - 1;
  }
  static Patch patch_of_kind(std::size_t kind) {
    const auto k = static_cast<std::int64_t>(kind);
    Patch patch;
    patch.cells = k / (most_cells * most_cells) + 1;
    patch.horizontal_sides = 2 * (k / most_cells % most_cells + 1);
    patch.vertical_sides = 2 * (k % most_cells + 1);
    return patch;
  }

  const Labelling& tile_;
  CellSize cell_;
  Measured measured_;
  std::vector<Group> groups_;
};

}  // namespace terrabalance::landscape
