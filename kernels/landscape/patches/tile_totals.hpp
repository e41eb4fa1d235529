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
    fold(patch, cell_, measured_, groups_[tile_.tallies[root].group]);
  }

  /// The same for all closed patches that are small, where nothing but cells and sides is measured.
  /// Most patches are small and alike: those of up to 8 cells are only counted by their cells and
  /// sides, and folded once a kind.
  /// \param is_closed  of a root  \return the roots of all other patches
  template <class IsClosed>
  std::vector<std::uint32_t> count_small(const IsClosed& is_closed) {
    small_.resize(groups_.size() * kinds);
    const auto labels = static_cast<std::uint32_t>(tile_.tallies.size());
    std::vector<std::uint32_t> others(labels);
    std::size_t count = 0;
    for (std::uint32_t label = 0; label < labels; ++label) {
      const Tally& tally = tile_.tallies[label];
      // Masks instead of branches, as there is no guessing what a label is.
      const std::size_t root = mask(tile_.sets.root_when_flat(label) == label);
      const std::size_t small = root & mask(tally.cells <= most_cells) & mask(is_closed(label));
      ++small_[small & (tally.group * kinds + kind(tally))];  // kind 0 of `outside`: of no use
      others[count] = label;
      count += root & ~small & 1;
    }
    others.resize(count);
    return others;
  }

  void flush(KeyedTotals<ClassTotals>& classes) {
    for (std::uint32_t group = Groups::outside + 1; group < groups_.size(); ++group) {
      ClassTotals& totals = groups_[group];
      for (std::size_t i = 0; i < (small_.empty() ? 0 : kinds); ++i) {
        const std::uint32_t patches = small_[group * kinds + i];
        if (patches > 0) fold(patch_of_kind(i), cell_, measured_, totals, patches);
      }
      if (totals.patches > 0)
        classes[class_key(tile_.groups.zone_of(group), tile_.groups.class_of(group))].add(totals);
    }
  }

 private:
  static constexpr std::uint32_t most_cells = 8;  // with at most 2 x 8 sides of each direction

  static constexpr std::size_t kinds = std::size_t{most_cells} * most_cells * most_cells;
  static_assert(Groups::outside == 0);  // where masks lead

  static std::size_t mask(bool all) { return std::size_t{0} - static_cast<std::size_t>(all); }
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
  std::vector<ClassTotals> groups_;
  std::vector<std::uint32_t> small_;  // by group and kind; empty if there are none
};

}  // namespace terrabalance::landscape
