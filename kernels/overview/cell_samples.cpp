#include "kernels/overview/cell_samples.hpp"

#include <algorithm>
#include <utility>

namespace terrabalance {
namespace {

std::int32_t code_at(const CodeLayer& layer, std::int64_t y, std::int64_t x) {
  const std::int32_t code = std::visit(
      [&](const auto& cells) {
        return static_cast<std::int32_t>(cells.row(y)[static_cast<std::size_t>(x)]);
      },
      layer.cells);
  return code == layer.nodata ? CellSamples::no_data : code;
}

/// Number of the first sample at or after a column or row.
std::int64_t sample_from(const SampleGrid& samples, std::int64_t place) {
  return std::max<std::int64_t>(0, (place - samples.first() + samples.step - 1) / samples.step);
}

}  // namespace

SampleGrid SampleGrid::of(const Grid& grid, std::int64_t limit) {
  const std::int64_t longest = std::max(grid.width, grid.height);
  SampleGrid samples;
  samples.step = std::max<std::int64_t>(1, (longest + limit - 1) / limit);
  const auto count = [&](std::int64_t cells) {
    return (cells - samples.first() + samples.step - 1) / samples.step;
  };
  samples.width = count(grid.width);
  samples.height = count(grid.height);
  return samples;
}

CellSamples::Summary CellSamples::scan(const TileView& view) const {
  Summary summary;
  const Tile& tile = view.tile;
  for (std::int64_t row = sample_from(samples_, tile.y);; ++row) {
    const std::int64_t y = samples_.first() + row * samples_.step - tile.y;
    if (y >= tile.height) return summary;
    for (const ZoneRun& run : view.zones->row(y)) {
      for (std::int64_t column = sample_from(samples_, tile.x + run.begin);; ++column) {
        const std::int64_t x = samples_.first() + column * samples_.step - tile.x;
        if (x >= run.end) break;
        summary.push_back(static_cast<std::int32_t>(row * samples_.width + column));
        summary.push_back(run.zone);
        for (const CodeLayer& layer : view.codes)
          summary.push_back(code_at(layer, y, x));
      }
    }
  }
}

void CellSamples::merge(Summary& first, Summary&& second, Side /*side*/) const {
  if (first.empty()) {
    first = std::move(second);
    return;
  }
  // Far ahead: addresses cost nothing, but every copy touches fresh pages.
  const std::size_t size = first.size() + second.size();
  if (size > first.capacity()) first.reserve(8 * size);
  first.insert(first.end(), second.begin(), second.end());
}

}  // namespace terrabalance
