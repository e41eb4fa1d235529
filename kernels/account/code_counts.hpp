#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "engine/sweep/kernel.hpp"
#include "engine/value/cell_area.hpp"
#include "engine/value/tile_view.hpp"

namespace terrabalance {

/// How many cells of each code, and of what area, each zone holds in each year: what carbon
/// accounts and land-use structure are made of. Counts are of raw codes; a legend is applied to the
/// result.
class CodeCounts {
 public:
  /// Cells of one (zone, layer, code); `code` is no_data for cells without a value.
  struct Count {
    static constexpr std::int32_t no_data = -1;

    std::int32_t zone = 0;
    std::int32_t layer = 0;  ///< index of the year
    std::int32_t code = 0;
    std::int64_t cells = 0;
    AreaSum area = 0;  ///< in the units of the grid's CellArea

    auto key() const { return std::tuple(zone, layer, code); }
    template <class Archive>
    void archive(Archive& a) {
      a(zone, layer, code, cells, area);
    }
    friend bool operator==(const Count&, const Count&) = default;
  };

  /// Sorted by zone, layer, code; no zeros.
  using Summary = std::vector<Count>;

  /// \param area  of the grid's cells; outlives the kernel
  explicit CodeCounts(const CellArea& area) : area_(&area) {}
  explicit CodeCounts(const CellArea&& area) = delete;  // would not outlive it

  Summary scan(const TileView& tile) const;
  void merge(Summary& first, Summary&& second, Side side) const;

 private:
  const CellArea* area_;
};

}  // namespace terrabalance
