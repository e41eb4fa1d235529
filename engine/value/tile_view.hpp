#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "engine/value/grid.hpp"
#include "engine/value/span2d.hpp"

namespace terrabalance {

/// Codes of one class layer in one tile. 16-bit layers whose codes all fit in 8 bits arrive as
/// 8-bit.
struct CodeLayer {
  std::variant<Span2D<const std::uint8_t>, Span2D<const std::uint16_t>> cells;
  int nodata = -1;  ///< the code that stands for "no value" in this tile; -1: every cell has one
  bool uniform = false;  ///< known to be one code throughout
};

/// Cells [begin, end) of one row of a tile that lie in one zone.
struct ZoneRun {
  std::int32_t begin;
  std::int32_t end;
  std::int32_t zone;
  friend bool operator==(const ZoneRun&, const ZoneRun&) = default;
};

/// The zones of a tile, as runs from left to right; cells outside all zones are in no run.
class ZoneRuns {
 public:
  void clear() {
    runs_.clear();
    row_ends_.clear();
  }
  void add(ZoneRun run) { runs_.push_back(run); }
  void end_row() { row_ends_.push_back(runs_.size()); }

  std::int64_t height() const { return static_cast<std::int64_t>(row_ends_.size()); }
  std::span<const ZoneRun> row(std::int64_t y) const {
    const auto i = static_cast<std::size_t>(y);
    const std::size_t first = i == 0 ? 0 : row_ends_[i - 1];
    return std::span(runs_).subspan(first, row_ends_[i] - first);
  }

 private:
  std::vector<ZoneRun> runs_;
  std::vector<std::size_t> row_ends_;
};

/// All that a kernel sees of the world: one tile of every layer of the study. The memory belongs to
/// the reader and is valid until the scan returns.
struct TileView {
  Tile tile;                                 ///< what the layers cover
  std::vector<CodeLayer> codes;              ///< one a year, in the order of the years
  std::vector<Span2D<const float>> weights;  ///< one a weight layer; no value reads as 0
  const ZoneRuns* zones = nullptr;
  std::vector<Span2D<const float>> reals{};  ///< one a layer of reals; NaN where there is no value
  Tile core{};  ///< tile without the halo that a kernel asked for; empty where none ever is
};

}  // namespace terrabalance
