#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/value/tile_view.hpp"
#include "kernels/landscape/patches/directions.hpp"
#include "kernels/landscape/patches/disjoint_sets.hpp"
#include "kernels/landscape/patches/groups.hpp"
#include "kernels/landscape/patches/keyed_totals.hpp"
#include "kernels/landscape/patches/runs.hpp"
#include "kernels/landscape/patches/totals.hpp"

namespace terrabalance::landscape {

/// What a label's runs add up to.
struct Tally {
  std::uint32_t cells = 0;
  std::uint32_t runs = 0;
  std::uint32_t stacked = 0;  ///< sides between two of its cells, one above the other
  std::uint32_t group = 0;
};

/// Sides between two groups, counted as they are met: [group][class slot]. Sides between groups of
/// two zones, to the outside or within a group are never asked for.
class AdjacencyCounts {
 public:
  struct Count {
    std::int32_t side_by_side = 0;
    std::int32_t stacked = 0;
  };

  /// Makes room for all groups and classes there are.
  void grow(const Groups& groups) {
    if (groups.classes() > stride_ || groups.size() > groups_) [[unlikely]]
      grow_to(groups.size(), groups.classes());
  }
  /// Those of a group, by class slot.
  Count* of(std::uint32_t group) { return counts_.data() + group * stride_; }
  void flush(const Groups& groups, KeyedTotals<AdjacencyTotals>& totals) const;

 private:
  void grow_to(std::size_t groups, std::size_t classes);

  std::vector<Count> counts_;
  std::size_t stride_ = 0;
  std::size_t groups_ = 0;
};

/// One tile of one year, labelled.
struct Labelling {
  static constexpr std::uint32_t none = ~std::uint32_t{0};  ///< as CutRow::no_label

  explicit Labelling(std::size_t classes) : groups(classes) {}

  Groups groups;
  DisjointSets sets;           ///< of provisional labels; flat
  std::vector<Tally> tallies;  ///< by provisional label; add up those of one root
  AdjacencyCounts adjacency;
  RunRows runs;   ///< if they were to be kept
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
