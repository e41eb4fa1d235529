#include "kernels/overview/cell_samples.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace terrabalance {
namespace {

std::uint16_t code_at(const CodeLayer& layer, std::int64_t y, std::int64_t x) {
  const std::uint16_t code = std::visit(
      [&](const auto& cells) { return std::uint16_t{cells.row(y)[static_cast<std::size_t>(x)]}; },
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
  const Tile& tile = view.tile;
  const auto within = [&](std::int64_t begin, std::int64_t end) {
    return sample_from(samples_, end) - sample_from(samples_, begin);
  };
  const std::int64_t rows = within(tile.y, tile.y + tile.height);
  TileSamples found;
  found.codes.reserve(static_cast<std::size_t>(rows * within(tile.x, tile.x + tile.width)) *
                      view.codes.size());
  const std::int64_t first_row = sample_from(samples_, tile.y);
  for (std::int64_t row = first_row; row < first_row + rows; ++row) {
    const std::int64_t y = samples_.first() + row * samples_.step - tile.y;
    for (const ZoneRun& run : view.zones->row(y)) {
      const std::int64_t first = sample_from(samples_, tile.x + run.begin);
      const std::int64_t end = sample_from(samples_, tile.x + run.end);
      if (first == end) continue;
      found.runs.push_back({static_cast<std::int32_t>(row * samples_.width + first), run.zone,
                            static_cast<std::int32_t>(end - first)});
      for (std::int64_t column = first; column < end; ++column) {
        const std::int64_t x = samples_.first() + column * samples_.step - tile.x;
        for (const CodeLayer& layer : view.codes)
          found.codes.push_back(code_at(layer, y, x));
      }
    }
  }
  Summary summary;
  if (!found.runs.empty()) summary.push_back(std::move(found));
  return summary;
}

void CellSamples::merge(Summary& first, Summary&& second, Side /*side*/) const {
  first.insert(first.end(), std::make_move_iterator(second.begin()),
               std::make_move_iterator(second.end()));
}

}  // namespace terrabalance
