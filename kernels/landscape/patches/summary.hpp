#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/value/grid.hpp"
#include "kernels/landscape/patches/disjoint_sets.hpp"
#include "kernels/landscape/patches/hull.hpp"
#include "kernels/landscape/patches/keyed_totals.hpp"
#include "kernels/landscape/patches/totals.hpp"

namespace terrabalance::landscape {

/// What is remembered of an outer cell of a rectangle.
struct OuterCell {
  static constexpr std::uint32_t none = (std::uint32_t{1} << 30) - 1;

  std::uint32_t patch : 30;    ///< label of its patch; none outside the landscape
  std::uint32_t interior : 1;  ///< all neighbours seen so far are in the landscape, same zone
  std::uint32_t core : 1;      ///< all neighbours seen so far are of its patch
};

/// An open side of a rectangle of cells, from left to right or from top to bottom.
/// Empty where the side lies on the raster's border: nothing can join there.
struct OpenSide {
  std::vector<OuterCell> cells;
  /// Where cores are measured: labels of the core regions in the second line of cells, empty if
  /// the rectangle is only one cell deep; where they are deep, in the first line.
  std::vector<std::uint32_t> cores;

  bool open() const { return !cells.empty(); }
  template <class Archive>
  void archive(Archive& a) {
    a(cells, cores);
  }
};

/// A connected region of core cells, as far as it was seen.
struct CoreRegion {
  std::int64_t units = 0;       ///< its area, as Patch::area_units() counts
  std::uint64_t class_key = 0;  ///< of its patch
};

enum SideName : std::uint8_t { left_side, right_side, top_side, bottom_side };

/// A rectangle of one year's cells, as far as the rest of the raster can still change it: the
/// patches that touch its open sides, and the totals of all others.
/// Its size grows with the open sides, not with the area.
struct Summary {
  static constexpr std::uint32_t no_core = ~std::uint32_t{0};

  Tile rectangle;
  std::array<OpenSide, 4> sides;  ///< by SideName
  std::vector<Patch> patches;     ///< by label; only roots of `sets` count
  DisjointSets sets;
  std::vector<Hull> hulls;  ///< of the patches, by label; empty if not asked for
  DisjointSets core_sets;
  std::vector<CoreRegion> core_regions;  ///< by label of core_sets; only roots count
  std::size_t kept = 0;                  ///< labels after the last clearing out

  KeyedTotals<ClassTotals> classes;        ///< closed patches, by class_key
  KeyedTotals<AdjacencyTotals> adjacency;  ///< by adjacency_key
  KeyedTotals<ZoneTotals> zones;           ///< by zone_key
  KeyedTotals<CellCount> unknown;          ///< cells of codes that the legend lacks, by code

  /// \name Only where asked for
  /// @{
  std::vector<Patch> closed;    ///< every closed patch, in no particular order
  std::vector<Patch> crossing;  ///< closed patches that lay in more than one tile
  /// What became one patch: (first cell of a part, first cell of a part that has it smaller).
  std::vector<std::pair<std::int64_t, std::int64_t>> joins;
  /// @}

  bool empty() const { return rectangle.width == 0; }

  template <class Archive>
  void archive(Archive& a) {
    a(rectangle, sides[0], sides[1], sides[2], sides[3], patches, sets, hulls, core_sets,
      core_regions, kept, classes, adjacency, zones, unknown, closed, crossing, joins);
  }
};

}  // namespace terrabalance::landscape
