#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/value/tile_view.hpp"
#include "kernels/landscape/patches/disjoint_sets.hpp"
#include "kernels/landscape/patches/keyed_totals.hpp"
#include "kernels/landscape/patches/runs.hpp"
#include "kernels/landscape/patches/totals.hpp"

namespace terrabalance::landscape {

/// Which cells of one class touch: those that share a side, or a side or a corner.
enum class Directions : int { four = 4, eight = 8 };

/// What a label's runs add up to.
struct Tally {
  std::uint32_t cells = 0;
  std::uint32_t runs = 0;
  std::uint32_t stacked = 0;  ///< sides between two of its cells, one above the other
  std::uint32_t group = 0;
};

/// Sides between two groups of one zone, counted as they are met: [group][class slot].
class AdjacencyCounts {
 public:
  void add_stacked(std::uint32_t group, std::uint32_t class_slot, std::int32_t sides) {
    at(group, class_slot).stacked += sides;
  }
  void add_side_by_side(std::uint32_t group, std::uint32_t class_slot) {
    ++at(group, class_slot).side_by_side;
  }
  void flush(const Groups& groups, KeyedTotals<AdjacencyTotals>& totals) const;

 private:
  struct Count {
    std::int32_t side_by_side = 0;
    std::int32_t stacked = 0;
  };
  Count& at(std::uint32_t group, std::uint32_t class_slot) {
    if (class_slot >= stride_ || group >= groups_) [[unlikely]]
      grow(group, class_slot);
    return counts_[std::size_t{group} * stride_ + class_slot];
  }
  void grow(std::uint32_t group, std::uint32_t class_slot);

  std::vector<Count> counts_;
  std::uint32_t stride_ = 0;
  std::uint32_t groups_ = 0;
};

/// One tile of one year, labelled.
struct Labelling {
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  explicit Labelling(std::size_t classes) : groups(classes) {}

  Groups groups;
  DisjointSets sets;           ///< of provisional labels; flat
  std::vector<Tally> tallies;  ///< by provisional label; add up those of one root
  AdjacencyCounts adjacency;
  RunRows runs;   ///< every run, if they were to be kept; else the last row's
  RunRows cover;  ///< runs of cells in one zone, whatever their class; group = zone slot
  std::vector<std::uint32_t> left, right, top, bottom;  ///< labels of the outer cells, or none
  KeyedTotals<CellCount> unknown;                       ///< by code
};

/// Labels the patches of a tile, in one pass over its rows, run by run.
/// \param layer  of view.codes  \param keep_runs  all runs stay in Labelling::runs
/// \throws InputError if the table is shorter than the layer's range of codes
Labelling label_tile(const TileView& view, std::size_t layer, const ClassTable& classes,
                     Directions directions, bool keep_runs);

}  // namespace terrabalance::landscape
