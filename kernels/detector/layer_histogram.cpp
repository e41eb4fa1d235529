#include "kernels/detector/layer_histogram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/detector/raster_cells.hpp"

namespace terrabalance::detector {
namespace {

double centre(const LayerHistogram::Range& range) {
  return range.least + (range.most - range.least) / 2;
}

double half_width(const LayerHistogram::Range& range) {
  return (range.most - range.least) / 2;
}

void note(LayerHistogram::Layer& layer, const LayerHistogram::Range& range, float value) {
  const double above = static_cast<double>(value) - range.least;
  const double place = above * ((LayerHistogram::bins - 1) / (range.most - range.least));
  const auto bin = std::min(static_cast<std::size_t>(place + 0.5), LayerHistogram::bins - 1);
  ++layer.counts[bin];
  layer.greatest[bin] = std::max(layer.greatest[bin], value);
  const double t = (static_cast<double>(value) - centre(range)) / half_width(range);
  layer.sum.add(t);
  layer.squares.add(t * t);
}

}  // namespace

LayerHistogram::Summary LayerHistogram::scan(const TileView& tile) const {
  Summary summary(ranges_.size());
  for (std::size_t k = 0; k < ranges_.size(); ++k) {
    if (!ranges_[k]) continue;
    summary[k].counts.assign(bins, 0);
    summary[k].greatest.assign(bins, -std::numeric_limits<float>::infinity());
  }
  for_each_cell(tile, [&](std::size_t x, std::int64_t y) {
    for (std::size_t k = 0; k < ranges_.size(); ++k) {
      if (ranges_[k]) note(summary[k], *ranges_[k], tile.reals[k].row(y)[x]);
    }
  });
  return summary;
}

void LayerHistogram::merge(Summary& first, Summary&& second, Side /*side*/) const {
  if (first.empty()) {
    first = std::move(second);
    return;
  }
  for (std::size_t k = 0; k < second.size(); ++k) {
    Layer& a = first[k];
    const Layer& b = second[k];
    for (std::size_t bin = 0; bin < a.counts.size(); ++bin) {
      a.counts[bin] += b.counts[bin];
      a.greatest[bin] = std::max(a.greatest[bin], b.greatest[bin]);
    }
    a.sum.add(b.sum);
    a.squares.add(b.squares);
  }
}

std::vector<double> LayerHistogram::natural(const Layer& layer, std::size_t classes) {
  std::vector<double> distinct;
  std::vector<std::int64_t> counts;
  for (std::size_t bin = 0; bin < layer.counts.size(); ++bin) {
    if (layer.counts[bin] == 0) continue;
    distinct.push_back(static_cast<double>(layer.greatest[bin]));
    counts.push_back(layer.counts[bin]);
  }
  return natural_breaks(distinct, counts, classes);
}

Spread LayerHistogram::spread(const Summary& summary, std::size_t layer) const {
  const Range& range = ranges_[layer].value();
  const auto& counts = summary[layer].counts;
  const auto n =
      static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
  const double sum = summary[layer].sum.value();
  const double squares = std::max(0.0, summary[layer].squares.value() - sum * sum / n);
  const double scale = half_width(range);
  return {range.least, range.most, centre(range) + scale * sum / n,
          n > 1 ? scale * std::sqrt(squares / (n - 1)) : 0};
}

}  // namespace terrabalance::detector
