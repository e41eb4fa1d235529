#include "kernels/landscape/second_sweep/second_sweep.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include "kernels/landscape/measures.hpp"
#include "kernels/landscape/patches/erosion.hpp"
#include "kernels/landscape/second_sweep/gyrate.hpp"

namespace terrabalance::landscape {
namespace {

/// How much of the nearest neighbours is kept in mind.
std::size_t remembered(const KeyedTotals<Nearest>& nearest) {
  std::size_t count = 0;
  for (const auto& [key, n] : nearest.entries())
    count += n.outer.size() + n.open.size();
  return count;
}

/// One tile, labelled as in the first sweep, with its patches known by their place in the raster.
class KnownTile {
 public:
  KnownTile(const TileView& view, std::size_t layer, const PatchOptions& options,
            const CrossingPatches& crossing)
      : area_(view.tile),
        options_(options),
        closed_{.left = area_.x == 0,
                .right = area_.x + area_.width == options.raster_width,
                .top = area_.y == 0,
                .bottom = area_.y + area_.height == options.raster_height},
        crossing_(crossing),
        tile_(label_tile(view, layer, options.classes, options.directions, true)),
        first_(tile_.tallies.size(), std::numeric_limits<std::int64_t>::max()),
        index_(tile_.tallies.size(), SecondSummary::none) {
    for (std::int64_t y = 0; y < area_.height; ++y)
      for (const Run& run : tile_.runs.row(y))
        first_[root(run)] = std::min(first_[root(run)], place(run.begin, y));
    if (!closed_.left) look_up(tile_.left);
    if (!closed_.right) look_up(tile_.right);
    if (!closed_.top) look_up(tile_.top);
    if (!closed_.bottom) look_up(tile_.bottom);
  }

  void measure_crossing(KeyedTotals<CrossingTotals>& totals) const {
    std::vector<CrossingTotals> of_root(tile_.tallies.size());
    for (std::int64_t y = 0; y < area_.height; ++y) {
      for (const Run& run : tile_.runs.row(y)) {
        const std::uint32_t index = index_[root(run)];
        if (index == SecondSummary::none || !options_.measured.distances) continue;
        of_root[root(run)].distance_units +=
            distance_units(Centroid(crossing_.patches()[index]), options_.cell, options_.rows.get(),
                           area_.y + y, area_.x + run.begin, area_.x + run.end);
      }
    }
    if (options_.directions == Directions::four) {
      for_each_contact(tile_.runs, [&](const Run& above, const Run& run) {
        const std::uint32_t index = index_[root(run)];
        if (index != SecondSummary::none && index == index_[root(above)])
          of_root[root(run)].diagonal_pairs += corner_contacts(above, run);
      });
    }
    for (std::size_t label = 0; label < of_root.size(); ++label)
      if (index_[label] != SecondSummary::none) totals[index_[label]].add(of_root[label]);
  }

  void note_sides(std::array<std::vector<std::uint32_t>, 4>& sides) const {
    const auto note = [&](const std::vector<std::uint32_t>& labels, bool closed, auto& side) {
      if (closed) return;
      for (const std::uint32_t label : labels)
        side.push_back(label == Labelling::none ? SecondSummary::none
                                                : index_[tile_.sets.root_when_flat(label)]);
    };
    note(tile_.left, closed_.left, sides[0]);
    note(tile_.right, closed_.right, sides[1]);
    note(tile_.top, closed_.top, sides[2]);
    note(tile_.bottom, closed_.bottom, sides[3]);
  }

  /// Edge cells: those without four neighbours of their patch, and the tile's outer cells.
  void note_edges(EdgeUse use, SecondSummary& summary) const {
    const Erosion inside = erode(tile_.runs, area_.width, closed_);
    std::vector<Edges> of_group(tile_.groups.size());
    for (std::int64_t y = 0; y < area_.height; ++y) {
      const auto inner = inside.inner.row(y);
      std::size_t next = 0;
      for (const Run& run : tile_.runs.row(y)) {
        std::int32_t begin = run.begin;
        for (; next < inner.size() && inner[next].begin < run.end; ++next) {
          note_edge(run, y, begin, inner[next].begin, of_group[run.group]);
          begin = inner[next].end;
        }
        note_edge(run, y, begin, run.end, of_group[run.group]);
      }
    }
    std::vector<std::vector<OpenPatch>> open(of_group.size());
    if (use.nearest) open = patches_of_groups();
    for (std::uint32_t group = Groups::outside + 1; group < of_group.size(); ++group) {
      const auto key = class_key(tile_.groups.zone_of(group), tile_.groups.class_of(group));
      if (use.all) summary.edges[key].add(of_group[group]);
      if (!use.nearest) continue;
      Nearest& nearest = summary.nearest[key];
      nearest.outer = std::move(of_group[group].runs);
      nearest.open = std::move(open[group]);
      settle(nearest, area_, options_);
    }
    summary.remembered = remembered(summary.nearest);
  }

  void note_ids(std::span<std::int64_t> ids) const {
    std::fill(ids.begin(), ids.end(), std::int64_t{0});
    for (std::int64_t y = 0; y < area_.height; ++y)
      for (const Run& run : tile_.runs.row(y))
        std::fill_n(ids.begin() + y * area_.width + run.begin, run.end - run.begin,
                    first_of_patch(root(run)) + 1);
  }

 private:
  /// The tile's patches of each group, with nothing found yet.
  std::vector<std::vector<OpenPatch>> patches_of_groups() const {
    std::vector<Box> boxes(tile_.tallies.size());
    for (std::int64_t y = 0; y < area_.height; ++y) {
      for (const Run& run : tile_.runs.row(y)) {
        const auto row = static_cast<std::int32_t>(area_.y + y);
        const auto x = static_cast<std::int32_t>(area_.x);
        boxes[root(run)].add({x + run.begin, x + run.end - 1, row, row, 0});
      }
    }
    std::vector<std::vector<OpenPatch>> open(tile_.groups.size());
    for (std::uint32_t r = 0; r < boxes.size(); ++r) {
      if (tile_.sets.root_when_flat(r) != r) continue;
      Box box = boxes[r];
      if (index_[r] != SecondSummary::none) {
        const Extremes& whole = crossing_.patches()[index_[r]].extremes;
        box = {whole.left.at, whole.right.at, whole.top.at, whole.bottom.at, 0};
      }
      box.patch = first_of_patch(r);
      open[tile_.tallies[r].group].push_back({.box = box});
    }
    return open;
  }
  std::uint32_t root(const Run& run) const { return tile_.sets.root_when_flat(run.label); }
  std::int64_t place(std::int32_t x, std::int64_t y) const {
    return (area_.y + y) * options_.raster_width + area_.x + x;
  }
  void look_up(const std::vector<std::uint32_t>& labels) {
    for (const std::uint32_t label : labels) {
      if (label == Labelling::none) continue;
      const std::uint32_t r = tile_.sets.root_when_flat(label);
      if (index_[r] == SecondSummary::none) index_[r] = crossing_.index_of(first_[r]);
    }
  }
  std::int64_t first_of_patch(std::uint32_t r) const {
    return index_[r] == SecondSummary::none ? first_[r] : crossing_.patches()[index_[r]].first;
  }
  void note_edge(const Run& run, std::int64_t y, std::int32_t begin, std::int32_t end,
                 Edges& edges) const {
    if (begin >= end) return;
    const std::int64_t patch = first_of_patch(root(run));
    edges.runs.push_back({static_cast<std::int32_t>(area_.y + y),
                          static_cast<std::int32_t>(area_.x + begin),
                          static_cast<std::int32_t>(area_.x + end), patch});
  }

  Tile area_;
  const PatchOptions& options_;
  ClosedSides closed_;
  const CrossingPatches& crossing_;
  Labelling tile_;
  std::vector<std::int64_t> first_;   ///< by root: its first cell in this tile
  std::vector<std::uint32_t> index_;  ///< by root: the crossing patch, or none
};

}  // namespace

CrossingPatches::CrossingPatches(Summary& closed) : patches_(std::move(closed.crossing)) {
  std::sort(patches_.begin(), patches_.end(),
            [](const Patch& a, const Patch& b) { return a.first < b.first; });
  auto joins = std::move(closed.joins);
  std::sort(joins.begin(), joins.end());
  for (std::uint32_t i = 0; i < patches_.size(); ++i)
    parts_.emplace_back(patches_[i].first, i);
  for (const auto& join : joins)
    parts_.emplace_back(join.first, SecondSummary::none);
  std::sort(parts_.begin(), parts_.end());
  // A part joins one that begins earlier: what that belongs to is known already.
  auto join = joins.begin();
  for (auto& [part, index] : parts_) {
    if (index != SecondSummary::none) continue;
    index = index_of(join->second);
    ++join;
  }
}

std::uint32_t CrossingPatches::index_of(std::int64_t first_cell_of_part) const {
  const auto found = std::lower_bound(parts_.begin(), parts_.end(),
                                      std::pair{first_cell_of_part, std::uint32_t{0}});
  if (found == parts_.end() || found->first != first_cell_of_part)
    throw std::logic_error("the second sweep's tiles are not those of the first");
  return found->second;
}

SecondSummary scan_again(const TileView& view, std::size_t layer, const PatchOptions& options,
                         const CrossingPatches& crossing, EdgeUse use) {
  const KnownTile tile(view, layer, options, crossing);
  SecondSummary summary;
  summary.rectangle = view.tile;
  tile.measure_crossing(summary.crossing);
  if (options.directions == Directions::four) tile.note_sides(summary.sides);
  if (use.nearest || use.all) tile.note_edges(use, summary);
  return summary;
}

void label_patches(const TileView& view, std::size_t layer, const PatchOptions& options,
                   const CrossingPatches& crossing, std::span<std::int64_t> ids) {
  KnownTile(view, layer, options, crossing).note_ids(ids);
}

void merge_again(SecondSummary& first, SecondSummary&& second, Side side,
                 const PatchOptions& options) {
  if (second.rectangle.width == 0) return;
  if (first.rectangle.width == 0) {
    first = std::move(second);
    return;
  }
  const bool right = side == Side::right;
  auto& before = first.sides[right ? 1 : 3];
  const auto& after = second.sides[right ? 0 : 2];
  const auto meet = [&](std::uint32_t a, std::uint32_t b) {
    if (a == b && a != SecondSummary::none) ++first.crossing[a].diagonal_pairs;
  };
  for (std::size_t i = 0; i + 1 < before.size(); ++i) {
    meet(before[i], after[i + 1]);
    meet(before[i + 1], after[i]);
  }
  before = std::move(second.sides[right ? 1 : 3]);
  for (const std::size_t cross :
       right ? std::array<std::size_t, 2>{2, 3} : std::array<std::size_t, 2>{0, 1})
    first.sides[cross].insert(first.sides[cross].end(), second.sides[cross].begin(),
                              second.sides[cross].end());
  (right ? first.rectangle.width : first.rectangle.height) +=
      right ? second.rectangle.width : second.rectangle.height;
  first.crossing.add(second.crossing);
  first.edges.add(second.edges);
  first.nearest.add(second.nearest);
  // Rarely enough that its cost is spread over many merges, as in the first sweep.
  if (remembered(first.nearest) <= 2 * first.remembered + options.slack) return;
  for (const auto& [key, _] : first.nearest.entries())
    settle(first.nearest[key], first.rectangle, options);
  first.remembered = remembered(first.nearest);
}

void finish_crossing(Summary& closed, CrossingPatches& crossing, const SecondSummary& second,
                     const PatchOptions& options) {
  for (std::uint32_t i = 0; i < crossing.patches().size(); ++i) {
    Patch& patch = crossing.patches()[i];
    if (const CrossingTotals* const totals = second.crossing.find(i)) {
      patch.distance_units = totals->distance_units;
      if (options.directions == Directions::four) patch.diagonal_pairs = totals->diagonal_pairs;
    }
    fold(patch, options.cell, options.measured,
         closed.classes[class_key(patch.zone, patch.class_index)]);
    if (options.keep_patches) closed.closed.push_back(patch);
  }
}

SecondSweepKernel::Summary SecondSweepKernel::scan(const TileView& view) const {
  Summary summaries;
  for (std::size_t layer = 0; layer < options_.size(); ++layer)
    summaries.push_back(scan_again(view, layer, options_[layer], crossing_[layer], use_));
  return summaries;
}

void SecondSweepKernel::merge(Summary& first, Summary&& second, Side side) const {
  if (first.empty()) {
    first = std::move(second);
    return;
  }
  for (std::size_t layer = 0; layer < second.size(); ++layer)
    merge_again(first[layer], std::move(second[layer]), side, options_[layer]);
}

SecondSweepKernel::Summary SecondSweepKernel::detach(Summary& band) const {
  Summary kept(band.size());
  for (std::size_t layer = 0; layer < band.size(); ++layer) {
    auto& nearest = band[layer].nearest;
    for (const auto& [key, _] : nearest.entries())
      kept[layer].nearest[key].settled = std::exchange(nearest[key].settled, {});
  }
  return kept;
}

void SecondSweepKernel::attach(Summary& whole, Summary&& kept) const {
  whole.resize(std::max(whole.size(), kept.size()));
  for (std::size_t layer = 0; layer < kept.size(); ++layer)
    whole[layer].nearest.add(kept[layer].nearest);
}

}  // namespace terrabalance::landscape
