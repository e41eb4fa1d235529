#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "engine/value/cell_area.hpp"
#include "engine/value/tile_view.hpp"
#include "kernels/account/land_use.hpp"

namespace terrabalance {

/// Cells of one zone and land-use class that one evaluation gave one grade.
struct GradeCount {
  std::int32_t zone = 0;
  std::int32_t evaluation = 0;
  std::int32_t grade = 0;       ///< 1 to 5; 0: none, as a factor had no value
  std::int32_t land_class = 0;  ///< index; negative: no class
  CellCount count;

  auto key() const { return std::tuple(zone, evaluation, grade, land_class); }
};

/// Counts the graded cells of a tile's core that lie in zones.
/// \param grades, classes  of the core's cells, row-major
/// \return sorted by key
std::vector<GradeCount> count_grades(const TileView& tile, std::int32_t evaluation,
                                     std::span<const std::uint8_t> grades,
                                     std::span<const std::int16_t> classes, const CellArea& area);

/// Land-use class of the core's cells, negative for none, row-major.
template <class ClassOf>
void fill_classes(const TileView& tile, const ClassOf& class_of, std::span<std::int16_t> classes) {
  std::visit(
      [&](const auto& cells) {
        std::size_t i = 0;
        for (std::int64_t y = 0; y < tile.core.height; ++y) {
          const auto row = cells.row(tile.core.y - tile.tile.y + y);
          for (std::int64_t x = 0; x < tile.core.width; ++x, ++i) {
            const auto code = row[static_cast<std::size_t>(tile.core.x - tile.tile.x + x)];
            classes[i] = code == tile.codes.front().nodata ? std::int16_t{-1} : class_of(code);
          }
        }
      },
      tile.codes.front().cells);
}

}  // namespace terrabalance
