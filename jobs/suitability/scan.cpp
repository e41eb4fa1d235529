#include "jobs/suitability/scan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "kernels/account/keyed_merge.hpp"
#include "kernels/suitability/terrain.hpp"

namespace terrabalance {
namespace {

FactorRange range_of(std::span<const float> values) {
  FactorRange range;
  for (const float value : values) {
    if (std::isnan(value)) continue;
    const auto v = static_cast<double>(value);
    range.add({1, v, v});
  }
  return range;
}

void copy_core(const TileView& tile, const Span2D<const float>& layer, std::span<float> values) {
  auto to = values.begin();
  for (std::int64_t y = 0; y < tile.core.height; ++y) {
    const auto row = layer.row(tile.core.y - tile.tile.y + y)
                         .subspan(static_cast<std::size_t>(tile.core.x - tile.tile.x),
                                  static_cast<std::size_t>(tile.core.width));
    to = std::ranges::copy(row, to).out;
  }
}

}  // namespace

void FactorRange::add(const FactorRange& other) {
  if (other.cells == 0) return;
  least = cells == 0 ? other.least : std::min(least, other.least);
  most = cells == 0 ? other.most : std::max(most, other.most);
  cells += other.cells;
}

std::int64_t SuitabilityScan::halo() const {
  std::int64_t halo = 0;
  for (const Factor& factor : plan_->factors) {
    if (factor.kind == FactorKind::relief) halo = std::max(halo, plan_->relief_radius);
    if (factor.kind == FactorKind::slope || factor.kind == FactorKind::aspect) {
      halo = std::max<std::int64_t>(halo, 1);
    }
  }
  return halo;
}

void SuitabilityScan::fill(const TileView& tile, std::size_t factor,
                           std::span<float> values) const {
  const Span2D<const float>& layer = tile.reals[plan_->layer_of_factor[factor]];
  const ElevationTile elevation{layer, tile.tile, tile.core, plan_->grid.width, plan_->grid.height};
  switch (plan_->factors[factor].kind) {
    case FactorKind::slope:
      slope_and_aspect(elevation, plan_->cells, values, {});
      return;
    case FactorKind::aspect: {
      std::vector<float> slope(values.size());
      slope_and_aspect(elevation, plan_->cells, slope, values);
      return;
    }
    case FactorKind::relief:
      relief(elevation, plan_->relief_radius, values);
      return;
    case FactorKind::elevation:
    case FactorKind::distance:
    case FactorKind::patch_area:
    case FactorKind::raster:
      copy_core(tile, layer, values);
  }
}

SuitabilityScan::Summary SuitabilityScan::scan(const TileView& tile) const {
  const auto cells = static_cast<std::size_t>(tile.core.cells());
  Summary summary;
  std::vector<std::vector<float>> values(plan_->factors.size());
  std::vector<std::span<const float>> planes;
  for (std::size_t f = 0; f < plan_->factors.size(); ++f) {
    values[f].resize(cells);
    fill(tile, f, values[f]);
    planes.emplace_back(values[f]);
    summary.ranges.push_back(range_of(values[f]));
    if (plan_->factor_maps[f] != nullptr) {
      plan_->factor_maps[f]->write(tile.core, std::span<const float>(values[f]));
    }
  }
  if (!plan_->graders.empty()) grade(tile, planes, summary);
  return summary;
}

void SuitabilityScan::grade(const TileView& tile, const std::vector<std::span<const float>>& planes,
                            Summary& summary) const {
  const auto cells = static_cast<std::size_t>(tile.core.cells());
  std::vector<std::int16_t> classes(cells);
  fill_classes(
      tile, [&](std::size_t code) { return plan_->class_of_code[code]; }, classes);
  std::vector<std::vector<std::uint8_t>> grades(plan_->graders.size());
  for (std::size_t e = 0; e < grades.size(); ++e) {
    grades[e].resize(cells);
    plan_->graders[e].fill(planes, classes, grades[e]);
    const auto counts =
        count_grades(tile, static_cast<std::int32_t>(e), grades[e], classes, plan_->area);
    summary.counts.insert(summary.counts.end(), counts.begin(), counts.end());
    if (plan_->grade_maps[e] != nullptr) {
      const std::vector<std::uint16_t> codes(grades[e].begin(), grades[e].end());
      plan_->grade_maps[e]->write(tile.core, std::span<const std::uint16_t>(codes));
    }
  }
  std::ranges::sort(summary.counts, {}, &GradeCount::key);
  if (plan_->conflict_map == nullptr) return;
  std::vector<std::uint16_t> codes(cells, 0);
  for (const Conflict& conflict : plan_->conflicts) {
    for (std::size_t i = 0; i < cells; ++i) {
      if (conflict.holds(classes[i], grades[conflict.evaluation][i])) codes[i] = conflict.code;
    }
  }
  plan_->conflict_map->write(tile.core, std::span<const std::uint16_t>(codes));
}

void SuitabilityScan::merge(Summary& first, Summary&& second, Side /*side*/) const {
  merge_keyed(first.counts, std::move(second.counts),
              [](GradeCount& a, const GradeCount& b) { a.count.add(b.count); });
  for (std::size_t f = 0; f < first.ranges.size(); ++f)
    first.ranges[f].add(second.ranges[f]);
}

}  // namespace terrabalance
