#include "kernels/suitability/patch_area.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "kernels/landscape/patches/labelling.hpp"

namespace terrabalance {

using landscape::Labelling;
using landscape::PatchOptions;
using landscape::Run;

PatchOptions patches_of(const CodeSet& codes, const Tile& grid) {
  PatchOptions options{.classes = {},
                       .raster_width = grid.width,
                       .raster_height = grid.height,
                       .cell = {},
                       .measured = {.moments = true},
                       .keep_crossing = true};
  for (const std::uint8_t is_of_class : codes) {
    options.classes.of_code.push_back(is_of_class != 0 ? landscape::ClassIndex{0}
                                                       : landscape::ClassTable::outside);
  }
  return options;
}

namespace {

/// Cells of each patch of one labelled tile, by root; the whole patch's where it crosses tiles.
class PatchCells {
 public:
  PatchCells(const Tile& area, const PatchOptions& options, const Labelling& tile,
             const landscape::CrossingPatches& crossing)
      : tile_(&tile),
        first_(tile.tallies.size(), std::numeric_limits<std::int64_t>::max()),
        cells_(tile.tallies.size(), 0) {
    for (std::int64_t y = 0; y < area.height; ++y) {
      for (const Run& run : tile.runs.row(y)) {
        auto& first = first_[root(run)];
        first = std::min(first, (area.y + y) * options.raster_width + area.x + run.begin);
        cells_[root(run)] += run.end - run.begin;
      }
    }
    if (area.x > 0) look_up(tile.left, crossing);
    if (area.x + area.width < options.raster_width) look_up(tile.right, crossing);
    if (area.y > 0) look_up(tile.top, crossing);
    if (area.y + area.height < options.raster_height) look_up(tile.bottom, crossing);
  }

  std::int64_t of(const Run& run) const { return cells_[root(run)]; }

 private:
  std::uint32_t root(const Run& run) const { return tile_->sets.root_when_flat(run.label); }

  void look_up(const std::vector<std::uint32_t>& labels,
               const landscape::CrossingPatches& crossing) {
    constexpr std::int64_t done = -1;
    for (const std::uint32_t label : labels) {
      if (label == Labelling::none) continue;
      const std::uint32_t r = tile_->sets.root_when_flat(label);
      if (first_[r] == done) continue;
      cells_[r] = crossing.patches()[crossing.index_of(first_[r])].cells;
      first_[r] = done;
    }
  }

  const Labelling* tile_;
  std::vector<std::int64_t> first_;  // first cell in this tile
  std::vector<std::int64_t> cells_;
};

}  // namespace

void fill_patch_cells(const TileView& view, const PatchOptions& options,
                      const landscape::CrossingPatches& crossing, std::span<std::int64_t> cells) {
  const Labelling tile = label_tile(view, 0, options.classes, options.directions, true);
  const PatchCells patches(view.tile, options, tile, crossing);
  std::ranges::fill(cells, std::int64_t{0});
  for (std::int64_t y = 0; y < view.tile.height; ++y) {
    for (const Run& run : tile.runs.row(y)) {
      const auto row = cells.subspan(static_cast<std::size_t>(y * view.tile.width),
                                     static_cast<std::size_t>(view.tile.width));
      std::fill(row.begin() + run.begin, row.begin() + run.end, patches.of(run));
    }
  }
}

}  // namespace terrabalance
