#include "kernels/landscape/measures.hpp"

#include <algorithm>

#include "kernels/landscape/indices/patch_indices.hpp"
#include "kernels/landscape/second_sweep/gyrate.hpp"

namespace terrabalance::landscape {
namespace {

void add_run(Patch& patch, const Run& run, std::int64_t x0, std::int64_t y, std::int64_t width) {
  const std::int64_t begin = x0 + run.begin;
  const std::int64_t end = x0 + run.end;
  patch.first = std::min(patch.first, y * width + begin);
  patch.sum_x += (begin + end - 1) * (end - begin) / 2;
  patch.sum_y += y * (end - begin);
  patch.extremes.add_run(static_cast<std::int32_t>(y), static_cast<std::int32_t>(begin),
                         static_cast<std::int32_t>(end));
}

/// Calls visit(run, other run, y, sides, stacked) for every two runs that share sides: those side
/// by side in row y, and the lower one of two in the rows y - 1 and y.
template <class Visit>
void for_each_side(const RunRows& runs, const Visit& visit) {
  for (std::int64_t y = 0; y < runs.height(); ++y) {
    const auto row = runs.row(y);
    for (std::size_t i = 1; i < row.size(); ++i)
      if (row[i - 1].end == row[i].begin) visit(row[i - 1], row[i], y, 1, false);
    if (y == 0) continue;
    const auto above = runs.row(y - 1);
    std::size_t first = 0;
    for (const Run& run : row) {
      while (first < above.size() && above[first].end <= run.begin)
        ++first;
      for (std::size_t i = first; i < above.size() && above[i].begin < run.end; ++i)
        visit(above[i], run, y,
              std::min(above[i].end, run.end) - std::max(above[i].begin, run.begin), true);
    }
  }
}

/// Weighs the sides between different classes of one zone, for the patches on both of them.
void add_contrast(const Labelling& tile, const Tile& area, const ClassWeights& contrast,
                  const RowSizes* rows, std::vector<Patch>& patches) {
  const Groups& groups = tile.groups;
  for_each_side(tile.runs, [&](const Run& a, const Run& b, std::int64_t y, std::int64_t count,
                               bool stacked) {
    if (a.group == b.group || groups.zone_of(a.group) != groups.zone_of(b.group)) return;
    Int128 sides = count;
    if (rows != nullptr) sides *= stacked ? rows->width(area.y + y) : rows->height(area.y + y);
    const auto sum =
        stacked || rows != nullptr ? &Patch::stacked_contrast : &Patch::side_by_side_contrast;
    const ClassIndex class_a = groups.class_of(a.group);
    const ClassIndex class_b = groups.class_of(b.group);
    patches[tile.sets.root_when_flat(a.label)].*sum += sides * contrast.in_units(class_a, class_b);
    patches[tile.sets.root_when_flat(b.label)].*sum += sides * contrast.in_units(class_b, class_a);
  });
}

/// Areas and perimeters where cells differ by row: each cell brings all its sides, and those that
/// it shares with its patch are taken off again.
void add_row_sums(const Labelling& tile, const Tile& area, const RowSizes& rows,
                  std::vector<Patch>& patches) {
  for (std::int64_t y = 0; y < area.height; ++y) {
    const std::int64_t row = area.y + y;
    for (const Run& run : tile.runs.row(y)) {
      const std::int64_t cells = run.end - run.begin;
      patches[tile.sets.root_when_flat(run.label)].on_rows.add(
          {cells * rows.area(row),
           cells * (rows.width(row) + rows.width(row + 1)) + 2 * rows.height(row)});
    }
  }
  for_each_side(tile.runs, [&](const Run& a, const Run& b, std::int64_t y, std::int64_t sides,
                               bool /*stacked*/) {
    if (a.group == b.group)
      patches[tile.sets.root_when_flat(b.label)].on_rows.length -=
          2 * sides * rows.width(area.y + y);
  });
}

}  // namespace

std::int64_t corner_contacts(const Run& above, const Run& below) {
  const auto shared = [&](std::int32_t shift) {
    return std::max(
        0, std::min(above.end + shift, below.end) - std::max(above.begin + shift, below.begin));
  };
  return std::int64_t{shared(1)} + shared(-1);
}

void add_up_tallies(Labelling& tile) {
  for (std::uint32_t label = 0; label < tile.tallies.size(); ++label) {
    const std::uint32_t root = tile.sets.root_when_flat(label);
    const std::uint32_t once = root == label ? 0 : 1;  // a factor, as there is no guessing it
    const Tally part = tile.tallies[label];
    Tally& whole = tile.tallies[root];
    whole.cells += once * part.cells;
    whole.runs += once * part.runs;
    whole.stacked += once * part.stacked;
  }
}

Patch patch_of(const Labelling& tile, std::uint32_t root) {
  const Tally& tally = tile.tallies[root];
  Patch patch;
  patch.zone = tile.groups.zone_of(tally.group);
  patch.class_index = tile.groups.class_of(tally.group);
  patch.cells = tally.cells;
  patch.horizontal_sides = 2 * (std::int64_t{tally.cells} - tally.stacked);
  patch.vertical_sides = 2 * std::int64_t{tally.runs};
  return patch;
}

void add_edge_lengths(const Labelling& tile, const Tile& area, const RowSizes& rows,
                      KeyedTotals<AdjacencyTotals>& adjacency) {
  const Groups& groups = tile.groups;
  for_each_side(
      tile.runs, [&](const Run& a, const Run& b, std::int64_t y, std::int64_t sides, bool stacked) {
        const std::int32_t zone = groups.zone_of(a.group);
        if (a.group == b.group || zone != groups.zone_of(b.group)) return;
        adjacency[adjacency_key(zone, groups.class_of(a.group), groups.class_of(b.group))].length +=
            sides * (stacked ? rows.width(area.y + y) : rows.height(area.y + y));
      });
}

std::vector<Hull> hulls_of(const Labelling& tile, const Tile& area) {
  std::vector<Hull> hulls(tile.tallies.size());
  for (std::int64_t y = 0; y < area.height; ++y)
    for (const Run& run : tile.runs.row(y))
      hulls[tile.sets.root_when_flat(run.label)].add_run(
          static_cast<std::int32_t>(area.y + y), static_cast<std::int32_t>(area.x + run.begin),
          static_cast<std::int32_t>(area.x + run.end));
  return hulls;
}

void measure_circle(Patch& patch, Hull* hull, const PatchOptions& options) {
  CellSize cell = options.cell;
  if (options.rows) {
    const std::int64_t middle =
        (std::int64_t{patch.extremes.top.at} + patch.extremes.bottom.at) / 2;
    cell.dx = options.rows->cell_width(middle);
    cell.dy = options.rows->cell_height(middle);
  }
  if (hull != nullptr) {
    patch.circle_radius = enclosing_radius(*hull, cell);
  } else if (options.rows && options.measured.moments) {
    patch.circle_radius = corners_radius(patch.extremes, cell.dx, cell.dy);
  }
}

std::vector<Patch> measure(const Labelling& tile, const Tile& area, const PatchOptions& options) {
  std::vector<Patch> patches(tile.tallies.size());
  for (std::uint32_t label = 0; label < patches.size(); ++label)
    if (tile.sets.root_when_flat(label) == label) patches[label] = patch_of(tile, label);
  if (options.measured.contrast)
    add_contrast(tile, area, options.contrast, options.rows.get(), patches);
  if (options.rows) add_row_sums(tile, area, *options.rows, patches);
  if (!options.measured.moments) return patches;

  const auto root = [&](const Run& run) { return tile.sets.root_when_flat(run.label); };
  for (std::int64_t y = 0; y < area.height; ++y)
    for (const Run& run : tile.runs.row(y))
      add_run(patches[root(run)], run, area.x, area.y + y, options.raster_width);
  for_each_contact(tile.runs, [&](const Run& above, const Run& run) {
    if (root(above) == root(run)) patches[root(run)].diagonal_pairs += corner_contacts(above, run);
  });
  if (!options.measured.distances) return patches;

  for (std::int64_t y = 0; y < area.height; ++y) {
    for (const Run& run : tile.runs.row(y)) {
      Patch& patch = patches[root(run)];
      patch.distance_units += distance_units(Centroid(patch), options.cell, options.rows.get(),
                                             area.y + y, area.x + run.begin, area.x + run.end);
    }
  }
  return patches;
}

}  // namespace terrabalance::landscape
