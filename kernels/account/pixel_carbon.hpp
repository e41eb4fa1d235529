#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "engine/value/cell_area.hpp"
#include "engine/value/tile_view.hpp"
#include "kernels/account/code_classes.hpp"

namespace terrabalance {

/// How the carbon of one zone's activities is shared out among the cells of one class.
struct Allocation {
  double t_c = 0;  ///< carbon of the activities charged to the class in this zone, t C / yr
  double total_weight = 0;  ///< of the class's cells; in ha where shared out by area
  bool by_area = true;      ///< by cell area instead of by the weight layer
};

/// Net carbon of every cell of one year: area x coefficient, plus the cell's part of what
/// activities emit in its zone and class, w / sum(w). Cells of a zone sum to the zone's balance.
class PixelCarbon {
 public:
  /// \param classes, area  outlive this
  /// \param coefficients   t C / ha / yr, one a class
  /// \param allocations    [zone][class]
  PixelCarbon(const CodeClasses& classes, const CellArea& area, std::vector<double> coefficients,
              std::map<std::int32_t, std::vector<Allocation>> allocations);

  /// t C / yr of each cell of the tile, row-major; NaN outside zones and where there is no class.
  /// \param layer  index of the year  \param has_weights  whether the tile has weights of the year
  void fill(const TileView& tile, std::size_t layer, bool has_weights,
            std::span<double> cells) const;

 private:
  const CodeClasses* classes_;
  const CellArea* area_;
  std::vector<double> coefficients_;
  std::map<std::int32_t, std::vector<Allocation>> allocations_;
};

}  // namespace terrabalance
