#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/sweep/kernel.hpp"
#include "engine/value/cell_area.hpp"
#include "engine/value/tile_view.hpp"
#include "kernels/account/code_counts.hpp"
#include "kernels/account/land_use.hpp"

namespace terrabalance {

/// Cells and area of every sequence of codes over all years, in each zone: one sparse table that
/// every transition matrix and the trajectories are made of.
///
/// Beyond `limit` distinct sequences the table is given up for sparse counts of pairs of codes
/// (consecutive years, first and last), which grow with classes squared, not with the history of
/// each cell. Whether that happens depends on the whole grid alone: a part never has more sequences
/// than the whole. Counts are of raw codes; a legend is applied to the result.
class SequenceCounts {
 public:
  static constexpr std::uint16_t no_data = 65535;  ///< no code is above 65534
  static constexpr std::size_t default_limit = std::size_t{1} << 20;

  /// Cells of one zone that went from one code to another between two years.
  struct PairCount {
    std::int32_t pair = 0;  ///< index in pairs_of(years)
    std::int32_t zone = 0;
    std::uint16_t from = 0;
    std::uint16_t to = 0;
    CellCount count;

    auto key() const { return std::tuple(pair, zone, from, to); }
  };

  struct Summary {
    bool by_pairs = false;  ///< whether sequences were given up
    std::size_t years = 0;
    // One element a sequence, sorted by zone and codes; `codes` has `years` elements a sequence.
    std::vector<std::int32_t> zones;
    std::vector<std::uint16_t> codes;
    std::vector<CellCount> counts;
    std::vector<PairCount> pairs;  ///< sorted; only if by_pairs

    std::size_t sequences() const { return zones.size(); }

    template <class Archive>
    void archive(Archive& a) {
      a(by_pairs, years, zones, codes, counts, pairs);
    }
  };

  /// \param area   of the grid's cells; outlives the kernel
  /// \param limit  sequences (of all zones) that are kept
  explicit SequenceCounts(const CellArea& area, std::size_t limit = default_limit)
      : area_(&area), limit_(limit) {}

  Summary scan(const TileView& tile) const;
  void merge(Summary& first, Summary&& second, Side side) const;

 private:
  const CellArea* area_;
  std::size_t limit_;
};

/// The pairs of years (by index) that changes are stated for: consecutive ones, then first and last
/// if there are more than two.
std::vector<std::pair<std::size_t, std::size_t>> pairs_of(std::size_t years);

/// The summary's cells by pairs of codes, from sequences or as counted.
std::vector<SequenceCounts::PairCount> pair_counts(const SequenceCounts::Summary& summary);

/// What CodeCounts would have counted over the same layers.
CodeCounts::Summary code_counts(const SequenceCounts::Summary& summary);

}  // namespace terrabalance
