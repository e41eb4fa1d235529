#include "kernels/account/code_counts.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernels/account/counting/byte_histogram.hpp"
#include "kernels/account/keyed_merge.hpp"
#include "kernels/account/per_zone.hpp"

namespace terrabalance {
namespace {

using Count = CodeCounts::Count;
using Summary = CodeCounts::Summary;

struct CellsAndArea {
  std::int64_t cells = 0;
  AreaSum area = 0;

  void add(std::int64_t more, std::int64_t cell_area) {
    cells += more;
    area += static_cast<AreaSum>(more) * cell_area;
  }
};

/// Calls visit(y, run) for every zone run of the tile.
template <class Visit>
void for_each_run(const TileView& tile, const Visit& visit) {
  for (std::int64_t y = 0; y < tile.tile.height; ++y) {
    for (const ZoneRun& run : tile.zones->row(y))
      visit(y, run);
  }
}

/// Cells of one zone: of so many rows from y on.
struct Block {
  std::int64_t y;
  std::int64_t rows;
  ZoneRun run;
};

/// The zone runs of a tile; whole rows of one zone that follow each other are one block, where
/// layers have them one after another in memory.
std::vector<Block> blocks_of(const TileView& tile, std::int64_t stride) {
  std::vector<Block> blocks;
  for (std::int64_t y = 0, rows = 1; y < tile.tile.height; y += rows) {
    rows = 1;
    const auto runs = tile.zones->row(y);
    if (runs.size() == 1 && runs[0].end - runs[0].begin == stride) {
      while (y + rows < tile.tile.height && std::ranges::equal(runs, tile.zones->row(y + rows)))
        ++rows;
    }
    for (const ZoneRun& run : runs)
      blocks.push_back({y, rows, run});
  }
  return blocks;
}

template <class Cell>
std::span<const Cell> cells_of(const Span2D<const Cell>& layer, std::int64_t y,
                               const ZoneRun& run) {
  return layer.row(y).subspan(static_cast<std::size_t>(run.begin),
                              static_cast<std::size_t>(run.end - run.begin));
}

/// 8-bit codes by histogram. Where all cells have one area the tile is counted as a whole, else row
/// by row. One counter for all layers of a tile: the codes of one year are those of the next.
class ByteCounter {
 public:
  using Cell = std::uint8_t;

  void add(const TileView& tile, const Span2D<const Cell>& layer, const CellArea& area) {
    if (!area.same_for_all_rows()) {
      for_each_run(tile, [&](std::int64_t y, const ZoneRun& run) {
        Tally& tally = zones_[run.zone];
        tally.histogram.add(cells_of(layer, y, run));
        tally.settle(area.row(tile.tile.y + y));
      });
      return;
    }
    if (layer.stride != stride_) blocks_ = blocks_of(tile, layer.stride);
    stride_ = layer.stride;
    for (const Block& block : blocks_) {
      const auto cells = static_cast<std::size_t>(block.rows * (block.run.end - block.run.begin));
      zones_[block.run.zone].histogram.add({&layer(block.run.begin, block.y), cells});
    }
    const std::int64_t cell_area = area.row(0);
    for (auto& [zone, tally] : zones_)
      tally.settle(cell_area);
  }

  /// Calls visit(zone, code, count) for all that was counted, and starts afresh.
  template <class Visit>
  void drain(const Visit& visit) {
    for (auto& [zone, tally] : zones_) {
      for (std::int32_t code = 0; code < 256; ++code) {
        auto& count = tally.codes[static_cast<std::size_t>(code)];
        if (count.cells > 0) visit(zone, code, std::exchange(count, {}));
      }
    }
  }

 private:
  struct Tally {
    ByteHistogram histogram;
    std::array<CellsAndArea, 256> codes{};

    void settle(std::int64_t cell_area) {
      histogram.drain([&](std::int32_t code, std::int64_t cells) {
        codes[static_cast<std::size_t>(code)].add(cells, cell_area);
      });
    }
  };
  PerZone<Tally> zones_;
  std::vector<Block> blocks_;  // of layers of that stride
  std::int64_t stride_ = 0;
};

/// A layer of one code: its zones' runs say it all.
template <class Code>
class UniformCounter {
 public:
  using Cell = Code;

  void add(const TileView& tile, const Span2D<const Cell>& layer, const CellArea& area) {
    code_ = *layer.data;
    for_each_run(tile, [&](std::int64_t y, const ZoneRun& run) {
      zones_[run.zone].add(run.end - run.begin, area.row(tile.tile.y + y));
    });
  }

  template <class Visit>
  void drain(const Visit& visit) {
    for (auto& [zone, count] : zones_)
      visit(zone, code_, count);
  }

 private:
  std::int32_t code_ = 0;
  PerZone<CellsAndArea> zones_;
};

/// 16-bit codes by runs of equal cells.
class WordCounter {
 public:
  using Cell = std::uint16_t;

  void add(const TileView& tile, const Span2D<const Cell>& layer, const CellArea& area) {
    for_each_run(tile, [&](std::int64_t y, const ZoneRun& run) {
      const std::int64_t cell_area = area.row(tile.tile.y + y);
      PerZone<CellsAndArea>& codes = zones_[run.zone];
      const auto cells = cells_of(layer, y, run);
      for (auto begin = cells.begin(); begin != cells.end();) {
        const Cell code = *begin;
        const auto end = std::find_if(begin, cells.end(), [code](Cell c) { return c != code; });
        codes[code].add(end - begin, cell_area);
        begin = end;
      }
    });
  }

  template <class Visit>
  void drain(const Visit& visit) {
    for (auto& [zone, codes] : zones_) {
      for (auto& [code, count] : codes)
        visit(zone, code, count);
    }
  }

 private:
  PerZone<PerZone<CellsAndArea>> zones_;
};

template <class Counter>
void count_layer(const TileView& tile, std::size_t layer, const CellArea& area, Counter&& counter,
                 Summary& summary) {
  using Cell = typename std::remove_reference_t<Counter>::Cell;
  const CodeLayer& codes = tile.codes[layer];
  counter.add(tile, std::get<Span2D<const Cell>>(codes.cells), area);
  counter.drain([&](std::int32_t zone, std::int32_t code, const CellsAndArea& count) {
    const std::int32_t meaning = code == codes.nodata ? Count::no_data : code;
    summary.push_back({zone, static_cast<std::int32_t>(layer), meaning, count.cells, count.area});
  });
}

}  // namespace

Summary CodeCounts::scan(const TileView& tile) const {
  Summary summary;
  ByteCounter bytes;
  for (std::size_t layer = 0; layer < tile.codes.size(); ++layer) {
    const CodeLayer& codes = tile.codes[layer];
    if (!std::holds_alternative<Span2D<const std::uint8_t>>(codes.cells)) {
      count_layer(tile, layer, *area_, WordCounter(), summary);
    } else if (codes.uniform) {
      count_layer(tile, layer, *area_, UniformCounter<std::uint8_t>(), summary);
    } else {
      count_layer(tile, layer, *area_, bytes, summary);
    }
  }
  std::ranges::sort(summary, {}, &Count::key);
  return summary;
}

void CodeCounts::merge(Summary& first, Summary&& second, Side /*side*/) const {
  merge_keyed(first, std::move(second), [](Count& a, const Count& b) {
    a.cells += b.cells;
    a.area += b.area;
  });
}

}  // namespace terrabalance
