#include "kernels/landscape/patches/cores.hpp"

#include <algorithm>
#include <span>

#include "kernels/landscape/patches/erosion.hpp"
#include "kernels/landscape/patches/totals.hpp"

namespace terrabalance::landscape {
namespace {

/// Core regions as they are met row by row.
class CoreRegions {
 public:
  CoreRegions(const DisjointSets& patch_sets, std::int32_t reach, std::vector<Patch>& patches)
      : patch_sets_(patch_sets), reach_(reach), patches_(patches) {}

  /// Turns the labels of a row's runs from those of patches into those of core regions.
  void label_row(std::span<const Run> above, std::span<Run> row, std::int64_t cell_units) {
    std::size_t first = 0;
    for (Run& run : row) {
      Patch& patch = patches_[patch_sets_.root_when_flat(run.label)];
      patch.core_units += (run.end - run.begin) * cell_units;
      run.label = Summary::no_core;
      while (first < above.size() && above[first].end + reach_ <= run.begin)
        ++first;
      for (std::size_t i = first; i < above.size() && above[i].begin < run.end + reach_; ++i) {
        if (above[i].group != run.group) continue;  // core cells of one class: one patch
        join(run.label, above[i].label, patch);
      }
      if (run.label == Summary::no_core) {
        run.label = sets.add();
        regions.push_back({0, class_key(patch.zone, patch.class_index)});
        ++patch.cores;
      }
      regions[run.label].units += (run.end - run.begin) * cell_units;
    }
  }
  DisjointSets sets;
  std::vector<CoreRegion> regions;  ///< by label: what was first labelled so

 private:
  void join(std::uint32_t& label, std::uint32_t other, Patch& patch) {
    if (label == Summary::no_core) {
      label = other;
      return;
    }
    const auto [root, taken] = sets.unite(label, other);
    if (root != taken) --patch.cores;
    label = root;
  }

  const DisjointSets& patch_sets_;
  std::int32_t reach_;
  std::vector<Patch>& patches_;
};

}  // namespace

TileCores label_cores(const RunRows& inner, const DisjointSets& patch_sets, std::int64_t width,
                      std::int64_t line, Directions directions, const RowUnits& units,
                      std::vector<Patch>& patches, KeyedTotals<ClassTotals>& classes) {
  RunRows rows = inner;
  CoreRegions regions(patch_sets, directions == Directions::eight ? 1 : 0, patches);
  for (std::int64_t y = 0; y < rows.height(); ++y)
    regions.label_row(y > 0 ? std::span<const Run>(rows.row(y - 1)) : std::span<const Run>{},
                      rows.row(y), units.of(y));

  // Number the regions of the kept lines anew, so that the others are forgotten.
  TileCores result;
  DisjointSets& sets = regions.sets;
  sets.flatten();
  for (std::uint32_t label = 0; label < sets.size(); ++label)
    if (const std::uint32_t root = sets.root_when_flat(label); root != label)
      regions.regions[root].units += regions.regions[label].units;
  std::vector<std::uint32_t> number(sets.size(), Summary::no_core);
  const auto kept = [&](std::uint32_t label) {
    auto& n = number[sets.root_when_flat(label)];
    if (n == Summary::no_core) {
      n = result.sets.add();
      result.regions.push_back(regions.regions[sets.root_when_flat(label)]);
    }
    return n;
  };
  const auto fill_row = [&](std::int64_t y, std::vector<std::uint32_t>& labels) {
    labels.assign(static_cast<std::size_t>(width), Summary::no_core);
    for (const Run& run : rows.row(y))
      std::fill(labels.begin() + run.begin, labels.begin() + run.end, kept(run.label));
  };
  const auto at = [&](std::int64_t y, std::int64_t x) {
    const auto row = rows.row(y);
    const auto run =
        std::partition_point(row.begin(), row.end(), [x](const Run& r) { return r.end <= x; });
    return run != row.end() && run->begin <= x ? kept(run->label) : Summary::no_core;
  };
  const std::int64_t height = rows.height();
  if (height > line) {
    fill_row(line, result.top);
    fill_row(height - 1 - line, result.bottom);
  }
  if (width > line) {
    for (std::int64_t y = 0; y < height; ++y) {
      result.left.push_back(at(y, line));
      result.right.push_back(at(y, width - 1 - line));
    }
  }
  for (std::uint32_t label = 0; label < sets.size(); ++label)
    if (sets.root_when_flat(label) == label && number[label] == Summary::no_core)
      classes[regions.regions[label].class_key].core_regions.add_units(
          regions.regions[label].units);
  return result;
}

RunRows deep_cores(const TileView& around, std::size_t layer, const PatchOptions& options,
                   const Tile& area, const Labelling& tile) {
  RunRows deep = label_tile(around, layer, options.classes, options.directions, true).runs;
  for (std::int64_t depth = 0; depth < options.edge_depth; ++depth)
    deep = inner_cells(deep);
  // Only the tile's own cells, with its groups and labels.
  RunRows cores;
  const auto dx = static_cast<std::int32_t>(area.x - around.tile.x);
  const auto width = static_cast<std::int32_t>(area.width);
  for (std::int64_t y = 0; y < area.height; ++y) {
    auto own = tile.runs.row(y).begin();
    for (const Run& run : deep.row(area.y - around.tile.y + y)) {
      const std::int32_t begin = std::max(run.begin - dx, 0);
      const std::int32_t end = std::min(run.end - dx, width);
      if (begin >= end) continue;
      while (own->end <= begin)
        ++own;
      cores.runs().push_back({begin, end, own->group, own->label});
    }
    cores.end_row();
  }
  return cores;
}

}  // namespace terrabalance::landscape
