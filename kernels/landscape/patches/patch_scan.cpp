#include <algorithm>

#include "engine/value/cropped_view.hpp"
#include "kernels/landscape/measures.hpp"
#include "kernels/landscape/patches/cores.hpp"
#include "kernels/landscape/patches/erosion.hpp"
#include "kernels/landscape/patches/patch_kernel.hpp"
#include "kernels/landscape/patches/tile_totals.hpp"

namespace terrabalance::landscape {
namespace {

/// By label of a tile: its root's number among the patches that touch an open side.
class OpenPatches {
 public:
  static constexpr std::uint32_t closed = OuterCell::none;

  explicit OpenPatches(const Labelling& tile) : tile_(tile), number_(tile.tallies.size(), closed) {}

  std::uint32_t open(std::uint32_t label) {
    if (label == Labelling::none) return OuterCell::none;
    auto& number = number_[tile_.sets.root_when_flat(label)];
    if (number == closed) number = count_++;
    return number;
  }
  std::uint32_t of_root(std::uint32_t root) const { return number_[root]; }
  std::uint32_t count() const { return count_; }

 private:
  const Labelling& tile_;
  std::vector<std::uint32_t> number_;
  std::uint32_t count_ = 0;
};

std::vector<OuterCell> outer_cells(const std::vector<std::uint32_t>& labels,
                                   const std::vector<std::uint8_t>& interior,
                                   const std::vector<std::uint8_t>& core, OpenPatches& open) {
  std::vector<OuterCell> cells;
  cells.reserve(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    OuterCell cell{};
    cell.patch = open.open(labels[i]) & OuterCell::none;
    cell.interior = interior[i] & 1U;
    cell.core = core.empty() ? 0 : core[i] & 1U;
    cells.push_back(cell);
  }
  return cells;
}

/// Every zone has its totals, even if no cell of it has a class.
void note_zones(const ZoneRuns& runs, KeyedTotals<ZoneTotals>& zones) {
  std::int32_t last = 0;
  bool any = false;
  for (std::int64_t y = 0; y < runs.height(); ++y) {
    for (const ZoneRun& run : runs.row(y)) {
      if (any && run.zone == last) continue;
      zones[zone_key(run.zone)];
      last = run.zone;
      any = true;
    }
  }
}

void count_zones(const Labelling& tile, const Erosion& interior, std::int64_t width,
                 const ClosedSides& closed, KeyedTotals<ZoneTotals>& zones) {
  for (const Run& run : interior.inner.all())
    zones[zone_key(tile.groups.zone(run.group))].interior += run.end - run.begin;
  const std::int64_t height = tile.cover.height();
  for (std::int64_t y = 0; y < height; ++y) {
    for (const Run& run : tile.cover.row(y)) {
      const std::int64_t sides = (closed.top && y == 0 ? run.end - run.begin : 0) +
                                 (closed.bottom && y == height - 1 ? run.end - run.begin : 0) +
                                 (closed.left && run.begin == 0) +
                                 (closed.right && run.end == width);
      if (sides > 0) zones[zone_key(tile.groups.zone(run.group))].raster_sides += sides;
    }
  }
}

}  // namespace

Summary scan_patches(const TileView& view, std::size_t layer, const PatchOptions& options,
                     const TileView* around) {
  const Tile& area = view.tile;
  const ClosedSides closed{.left = area.x == 0,
                           .right = area.x + area.width == options.raster_width,
                           .top = area.y == 0,
                           .bottom = area.y + area.height == options.raster_height};
  const bool keep_runs = options.measured.any() || options.keep_patches || options.keep_crossing ||
                         options.rows != nullptr;
  Labelling tile = label_tile(view, layer, options.classes, options.directions, keep_runs);

  Summary summary;
  summary.rectangle = area;
  tile.adjacency.flush(tile.groups, summary.adjacency);
  summary.unknown = tile.unknown;
  const Erosion interior = erode(tile.cover, area.width, closed);
  note_zones(*view.zones, summary.zones);
  count_zones(tile, interior, area.width, closed, summary.zones);

  std::vector<Patch> patches;
  Erosion core;
  TileCores cores;
  add_up_tallies(tile);
  if (keep_runs) {
    patches = measure(tile, area, options);
    if (options.rows) add_edge_lengths(tile, area, *options.rows, summary.adjacency);
    const RowUnits units{options.rows.get(), area.y};
    if (options.deep_cores()) {
      cores = label_cores(deep_cores(*around, layer, options, area, tile), tile.sets, area.width, 0,
                          options.directions, units, patches, summary.classes);
    } else if (options.measured.cores) {
      core = erode(tile.runs, area.width, closed);
      cores = label_cores(core.inner, tile.sets, area.width, 1, options.directions, units, patches,
                          summary.classes);
    }
  }

  OpenPatches open(tile);
  const auto side = [&](SideName name, bool is_closed, const auto& labels, const auto& inner,
                        const auto& core_flags, auto& core_labels) {
    if (is_closed) return;
    summary.sides[name].cells = outer_cells(labels, inner, core_flags, open);
    summary.sides[name].cores = std::move(core_labels);
  };
  side(left_side, closed.left, tile.left, interior.left, core.left, cores.left);
  side(right_side, closed.right, tile.right, interior.right, core.right, cores.right);
  side(top_side, closed.top, tile.top, interior.top, core.top, cores.top);
  side(bottom_side, closed.bottom, tile.bottom, interior.bottom, core.bottom, cores.bottom);
  summary.core_sets = std::move(cores.sets);
  summary.core_regions = std::move(cores.regions);

  TileTotals totals(tile, options.cell, options.measured);
  summary.patches.resize(open.count());
  std::vector<Hull> hulls;
  if (options.measured.hulls) {
    hulls = hulls_of(tile, area);
    summary.hulls.resize(open.count());
  }
  const auto is_closed = [&](std::uint32_t root) {
    return open.of_root(root) == OpenPatches::closed;
  };
  for (const std::uint32_t label : keep_runs ? tile.sets.roots() : totals.count_small(is_closed)) {
    const std::uint32_t number = open.of_root(label);
    Patch patch = keep_runs ? patches[label] : patch_of(tile, label);
    if (number != OpenPatches::closed) {
      patch.distance_units = 0;  // its centroid is not known yet
      summary.patches[number] = patch;
      if (options.measured.hulls) summary.hulls[number] = std::move(hulls[label]);
      continue;
    }
    measure_circle(patch, options.measured.hulls ? &hulls[label] : nullptr, options);
    totals.add(patch, label);
    if (options.keep_patches) summary.closed.push_back(patch);
  }
  totals.flush(summary.classes);
  summary.sets.reset(summary.patches.size());
  summary.kept = summary.patches.size();
  return summary;
}

std::int64_t PatchKernel::halo() const {
  std::int64_t depth = 0;
  for (const PatchOptions& options : options_)
    if (options.deep_cores()) depth = std::max(depth, options.edge_depth);
  return depth;
}

PatchKernel::Summary PatchKernel::scan(const TileView& view) const {
  Summary summaries;
  if (halo() > 0) {
    const CroppedView core(view, view.core);
    for (std::size_t layer = 0; layer < options_.size(); ++layer)
      summaries.push_back(scan_patches(core.get(), layer, options_[layer], &view));
    return summaries;
  }
  for (std::size_t layer = 0; layer < options_.size(); ++layer)
    summaries.push_back(scan_patches(view, layer, options_[layer]));
  return summaries;
}

}  // namespace terrabalance::landscape
