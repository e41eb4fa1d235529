#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/value/cell_area.hpp"
#include "kernels/account/code_counts.hpp"

namespace terrabalance {

/// Cells of a class, or of no value, and their area.
struct CellCount {
  std::int64_t cells = 0;
  AreaSum area = 0;  ///< in the units of the grid's CellArea

  void add(const CellCount& other) {
    cells += other.cells;
    area += other.area;
  }
};

/// Land-use structure of every zone and year, in classes.
struct LandUse {
  std::vector<std::string> classes;
  std::vector<std::int32_t> zones;  ///< those that hold a cell, ascending
  std::size_t layers = 0;           ///< years

  std::vector<CellCount> counts;  ///< [zone][layer][class]
  std::vector<CellCount> nodata;  ///< [zone][layer]

  const CellCount& at(std::size_t zone, std::size_t layer, std::size_t land_class) const {
    return counts[(zone * layers + layer) * classes.size() + land_class];
  }
  const CellCount& nodata_at(std::size_t zone, std::size_t layer) const {
    return nodata[zone * layers + layer];
  }
};

/// A code that has no class, and the cells that carry it.
struct UnknownCode {
  std::int32_t layer;
  std::int32_t code;
  std::int64_t cells;
};

/// What became of counting codes once a legend was applied.
struct Classified {
  LandUse land_use;
  std::vector<UnknownCode>
      unknown;  ///< by layer, then code; nothing is to be believed if not empty
};

/// Index of the class of a code; `nodata` or `unknown`.
struct ClassLookup {
  static constexpr int nodata = -1;
  static constexpr int unknown = -2;
  std::vector<std::string> classes;
  std::function<int(std::int32_t code)> index_of;
};

Classified classify(const CodeCounts::Summary& counts, std::size_t layers,
                    const ClassLookup& lookup);

}  // namespace terrabalance
