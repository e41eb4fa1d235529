#include "tests/kernels/landscape/twin.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "kernels/landscape/indices/patch_indices.hpp"
#include "kernels/landscape/second_sweep/gyrate.hpp"

namespace terrabalance::landscape::test {
namespace {

struct Cell {
  std::int64_t x;
  std::int64_t y;
};

/// Flood fill over cells for which `alike(from, to)` holds.
class Twinner {
 public:
  Twinner(const Raster& raster, Directions directions, std::int64_t edge_depth = 1)
      : r_(raster), directions_(directions), edge_depth_(edge_depth) {}

  bool inside(std::int64_t x, std::int64_t y) const {
    return x >= 0 && y >= 0 && x < r_.width && y < r_.height && code(x, y) != r_.nodata &&
           (r_.zones.empty() || zone(x, y) != 0);
  }
  std::int32_t zone(std::int64_t x, std::int64_t y) const {
    return r_.zones.empty() ? 0 : r_.zones[at(x, y)];
  }
  int code(std::int64_t x, std::int64_t y) const { return r_.codes[at(x, y)]; }
  bool same_zone(const Cell& a, std::int64_t x, std::int64_t y) const {
    return inside(x, y) && zone(x, y) == zone(a.x, a.y);
  }
  bool alike(const Cell& a, std::int64_t x, std::int64_t y) const {
    return same_zone(a, x, y) && code(x, y) == code(a.x, a.y);
  }
  /// All cells in so many steps to the left, right, up or down are like it.
  bool core(const Cell& c) const {
    for (std::int64_t dy = -edge_depth_; dy <= edge_depth_; ++dy) {
      const std::int64_t rest = edge_depth_ - std::abs(dy);
      for (std::int64_t dx = -rest; dx <= rest; ++dx)
        if (!alike(c, c.x + dx, c.y + dy)) return false;
    }
    return true;
  }
  std::size_t at(std::int64_t x, std::int64_t y) const {
    return static_cast<std::size_t>(y * r_.width + x);
  }

  template <class Accept>
  std::vector<Cell> fill(const Cell& start, std::vector<int>& label, int id,
                         const Accept& accept) const {
    std::vector<Cell> cells{start};
    label[at(start.x, start.y)] = id;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Cell c = cells[i];
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) {
          if (directions_ == Directions::four && dx != 0 && dy != 0) continue;
          const Cell n{c.x + dx, c.y + dy};
          if (!alike(c, n.x, n.y) || label[at(n.x, n.y)] >= 0 || !accept(n)) continue;
          label[at(n.x, n.y)] = id;
          cells.push_back(n);
        }
      }
    }
    return cells;
  }

 private:
  const Raster& r_;
  Directions directions_;
  std::int64_t edge_depth_;
};

double squared_distance(const Cell& a, const Cell& b, const CellSize& cell, const RowSizes* rows) {
  if (rows != nullptr) {
    const double x = static_cast<double>(std::abs(a.x - b.x)) *
                     ((rows->cell_width(a.y) + rows->cell_width(b.y)) / 2);
    const double y = rows->southing(a.y) - rows->southing(b.y);
    return x * x + y * y;
  }
  const double x = static_cast<double>(a.x - b.x) * cell.dx;
  const double y = static_cast<double>(a.y - b.y) * cell.dy;
  return x * x + y * y;
}

}  // namespace

std::vector<std::int64_t> brute_force_ids(const Raster& raster, Directions directions) {
  const Twinner t(raster, directions);
  std::vector<int> label(raster.codes.size(), -1);
  std::vector<std::int64_t> ids(raster.codes.size(), 0);
  for (std::int64_t y = 0; y < raster.height; ++y) {
    for (std::int64_t x = 0; x < raster.width; ++x) {
      if (!t.inside(x, y) || label[t.at(x, y)] >= 0) continue;
      for (const Cell& c : t.fill({x, y}, label, 0, [](const Cell&) { return true; }))
        ids[t.at(c.x, c.y)] = y * raster.width + x + 1;
    }
  }
  return ids;
}

Twin brute_force(const Raster& raster, Directions directions, const ClassWeights& contrast,
                 std::int64_t edge_depth, const RowSizes* rows, bool hulls) {
  const Twinner t(raster, directions, edge_depth);
  Twin twin;
  std::vector<int> label(raster.codes.size(), -1);
  std::vector<int> core_label(raster.codes.size(), -1);
  std::vector<std::vector<Cell>> members;
  for (std::int64_t y = 0; y < raster.height; ++y) {
    for (std::int64_t x = 0; x < raster.width; ++x) {
      if (raster.zones.empty() || t.zone(x, y) != 0) twin.zones[zone_key(t.zone(x, y))];
      if (!t.inside(x, y)) continue;
      const Cell c{x, y};
      bool interior = true;
      for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
        interior = interior && t.same_zone(c, x + dx, y + dy);
        const bool beyond =
            x + dx < 0 || y + dy < 0 || x + dx >= raster.width || y + dy >= raster.height;
        if (beyond) ++twin.zones[zone_key(t.zone(x, y))].raster_sides;
        if (dx + dy > 0 && t.same_zone(c, x + dx, y + dy) && !t.alike(c, x + dx, y + dy)) {
          auto& sides =
              twin.adjacency[adjacency_key(t.zone(x, y), static_cast<ClassIndex>(t.code(x, y)),
                                           static_cast<ClassIndex>(t.code(x + dx, y + dy)))];
          ++(dx > 0 ? sides.side_by_side : sides.stacked);
          if (rows != nullptr) sides.length += dx > 0 ? rows->height(y) : rows->width(y + 1);
        }
      }
      if (interior) ++twin.zones[zone_key(t.zone(x, y))].interior;
      if (label[t.at(x, y)] >= 0) continue;
      members.push_back(
          t.fill(c, label, static_cast<int>(members.size()), [](const Cell&) { return true; }));
    }
  }
  for (const auto& cells : members) {
    Patch patch;
    patch.zone = t.zone(cells[0].x, cells[0].y);
    patch.class_index = static_cast<ClassIndex>(t.code(cells[0].x, cells[0].y));
    for (const Cell& c : cells) {
      ++patch.cells;
      patch.sum_x += c.x;
      patch.sum_y += c.y;
      patch.first = std::min(patch.first, c.y * raster.width + c.x);
      patch.extremes.add_run(static_cast<std::int32_t>(c.y), static_cast<std::int32_t>(c.x),
                             static_cast<std::int32_t>(c.x + 1));
      for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
        if (!t.same_zone(c, c.x + dx, c.y + dy) || t.alike(c, c.x + dx, c.y + dy)) continue;
        const std::int64_t units = contrast.in_units(
            patch.class_index, static_cast<ClassIndex>(t.code(c.x + dx, c.y + dy)));
        if (rows != nullptr) {
          patch.stacked_contrast +=
              Int128{units} * (dx != 0 ? rows->height(c.y) : rows->width(dy < 0 ? c.y : c.y + 1));
        } else {
          (dx != 0 ? patch.side_by_side_contrast : patch.stacked_contrast) += units;
        }
      }
      patch.horizontal_sides += !t.alike(c, c.x, c.y - 1) + !t.alike(c, c.x, c.y + 1);
      patch.vertical_sides += !t.alike(c, c.x - 1, c.y) + !t.alike(c, c.x + 1, c.y);
      if (rows != nullptr) {
        patch.on_rows.add({rows->area(c.y), 0});
        for (const int side : {-1, 1}) {
          if (!t.alike(c, c.x + side, c.y)) patch.on_rows.length += rows->height(c.y);
          if (!t.alike(c, c.x, c.y + side))
            patch.on_rows.length += rows->width(side < 0 ? c.y : c.y + 1);
        }
      }
      for (const int dx : {-1, 1})
        patch.diagonal_pairs += t.alike(c, c.x + dx, c.y + 1) &&
                                label[t.at(c.x + dx, c.y + 1)] == label[t.at(c.x, c.y)];
      if (!t.core(c)) continue;
      patch.core_units += rows == nullptr ? 1 : rows->area(c.y);
      if (core_label[t.at(c.x, c.y)] >= 0) continue;
      ++patch.cores;
      const auto region = t.fill(c, core_label, 1, [&](const Cell& n) { return t.core(n); });
      CoreRegion core{0, class_key(patch.zone, patch.class_index)};
      for (const Cell& n : region)
        core.units += rows == nullptr ? 1 : rows->area(n.y);
      twin.cores.push_back(core);
    }
    Hull hull;
    for (const Cell& c : cells)
      hull.add_run(static_cast<std::int32_t>(c.y), static_cast<std::int32_t>(c.x),
                   static_cast<std::int32_t>(c.x + 1));
    CellSize plane = raster.cell;
    if (rows != nullptr) {
      const std::int64_t middle = (patch.extremes.top.at + patch.extremes.bottom.at) / 2;
      plane = {rows->cell_width(middle), rows->cell_height(middle)};
    }
    patch.circle_radius = rows != nullptr && !hulls
                              ? corners_radius(patch.extremes, plane.dx, plane.dy)
                              : enclosing_radius(hull, plane);
    const Centroid centroid(patch);
    for (const Cell& c : cells)
      patch.distance_units += distance_units(centroid, raster.cell, rows, c.y, c.x, c.x + 1);
    twin.patches.push_back(patch);
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < members.size(); ++j) {
      if (i == j || !twin.patches[i].same_kind(twin.patches[j])) continue;
      for (const Cell& a : members[i])
        for (const Cell& b : members[j])
          best = std::min(best, squared_distance(a, b, raster.cell, rows));
    }
    twin.nearest.push_back(std::sqrt(best));
  }
  return twin;
}

Summary summary_of(const Twin& twin, const PatchOptions& options) {
  Summary summary;
  summary.adjacency = twin.adjacency;
  summary.zones = twin.zones;
  for (const Patch& patch : twin.patches)
    fold(patch, options.cell, options.measured,
         summary.classes[class_key(patch.zone, patch.class_index)]);
  if (options.measured.cores)
    for (const CoreRegion& region : twin.cores)
      summary.classes[region.class_key].core_regions.add_units(region.units);
  return summary;
}

bool same(const Summary& a, const Summary& b) {
  return a.classes.sorted() == b.classes.sorted() && a.adjacency.sorted() == b.adjacency.sorted() &&
         a.zones.sorted() == b.zones.sorted();
}

}  // namespace terrabalance::landscape::test
