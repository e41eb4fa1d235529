#pragma once

#include <cstdint>
#include <vector>

#include "engine/value/tile_view.hpp"

namespace terrabalance {

/// Class index of every code that a tile can hold, as a table for kernels that need the class of
/// each cell.
class CodeClasses {
 public:
  static constexpr std::int16_t none = -1;  ///< no value, or a code without a class

  /// \param index_of  int(code): index of the class or a negative number
  template <class IndexOf>
  explicit CodeClasses(const IndexOf& index_of) : class_of_(codes) {
    for (std::size_t code = 0; code < codes; ++code) {
      const int index = index_of(static_cast<std::int32_t>(code));
      class_of_[code] = index < 0 ? none : static_cast<std::int16_t>(index);
    }
  }

  /// Calls visit(column, class) for every cell of a zone run that has a class.
  template <class Visit>
  void for_each_cell(const CodeLayer& layer, std::int64_t y, const ZoneRun& run,
                     const Visit& visit) const {
    std::visit(
        [&](const auto& cells) {
          const auto row = cells.row(y);
          for (std::int32_t x = run.begin; x < run.end; ++x) {
            const auto code = row[static_cast<std::size_t>(x)];
            if (code == layer.nodata) continue;
            if (const std::int16_t c = class_of_[code]; c != none) visit(x, c);
          }
        },
        layer.cells);
  }

 private:
  static constexpr std::size_t codes = 65536;
  std::vector<std::int16_t> class_of_;
};

}  // namespace terrabalance
