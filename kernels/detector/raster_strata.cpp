#include "kernels/detector/raster_strata.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "kernels/detector/raster_cells.hpp"
#include "kernels/statistics/breaks.hpp"

namespace terrabalance::detector {
namespace {

void note(LayerProfile::Layer& layer, float value) {
  layer.least = std::min(layer.least, value);
  layer.most = std::max(layer.most, value);
  if (layer.many) return;
  const auto at = std::lower_bound(layer.distinct.begin(), layer.distinct.end(), value);
  if (at != layer.distinct.end() && *at == value) return;
  layer.distinct.insert(at, value);
  if (layer.distinct.size() <= LayerProfile::most_distinct) return;
  layer.many = true;
  layer.distinct.clear();
}

/// The bits of a float as an integer that grows with it.
std::uint32_t ordered_bits(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value == 0 ? 0.0F : value);  // -0 is 0
  return (bits >> 31) != 0 ? ~bits : bits | 0x80000000U;
}

}  // namespace

LayerProfile::Summary LayerProfile::scan(const TileView& tile) const {
  Summary summary;
  for_each_cell(tile, [&](std::size_t x, std::int64_t y) {
    if (summary.cells++ == 0) {
      for (const auto& layer : tile.reals)
        summary.layers.push_back({layer.row(y)[x], layer.row(y)[x], {}, false});
    }
    for (std::size_t k = 0; k < tile.reals.size(); ++k)
      note(summary.layers[k], tile.reals[k].row(y)[x]);
  });
  return summary;
}

void LayerProfile::merge(Summary& first, Summary&& second, Side /*side*/) const {
  if (second.cells == 0) return;
  if (first.cells == 0) {
    first = std::move(second);
    return;
  }
  first.cells += second.cells;
  for (std::size_t k = 0; k < first.layers.size(); ++k) {
    Layer& a = first.layers[k];
    Layer& b = second.layers[k];
    a.least = std::min(a.least, b.least);
    a.most = std::max(a.most, b.most);
    if (b.many) {
      a.many = true;
      a.distinct.clear();
    }
    for (const float value : b.distinct)
      note(a, value);
  }
}

OrderCounts::Summary OrderCounts::scan(const TileView& tile) const {
  const bool upper = wanted_.empty();
  Summary summary(tile.reals.size());
  for (std::size_t k = 0; k < summary.size(); ++k) {
    const std::size_t count = upper ? (looked_at_[k] ? 1 : 0) : wanted_[k].size();
    summary[k].assign(count, std::vector<std::int64_t>(halves, 0));
  }
  for_each_cell(tile, [&](std::size_t x, std::int64_t y) {
    for (std::size_t k = 0; k < summary.size(); ++k) {
      if (summary[k].empty()) continue;
      const std::uint32_t bits = ordered_bits(tile.reals[k].row(y)[x]);
      if (upper) {
        ++summary[k][0][bits >> 16];
        continue;
      }
      for (std::size_t w = 0; w < wanted_[k].size(); ++w) {
        if (wanted_[k][w] == bits >> 16) ++summary[k][w][bits & 0xffffU];
      }
    }
  });
  return summary;
}

void OrderCounts::merge(Summary& first, Summary&& second, Side /*side*/) const {
  if (first.empty()) first.resize(second.size());
  for (std::size_t k = 0; k < second.size(); ++k) {
    if (first[k].empty()) {
      first[k] = std::move(second[k]);
      continue;
    }
    for (std::size_t w = 0; w < second[k].size(); ++w) {
      for (std::size_t h = 0; h < halves; ++h)
        first[k][w][h] += second[k][w][h];
    }
  }
}

float value_of_halves(std::uint16_t upper, std::uint16_t lower) {
  const std::uint32_t bits = (static_cast<std::uint32_t>(upper) << 16) | lower;
  return std::bit_cast<float>((bits >> 31) != 0 ? bits & 0x7fffffffU : ~bits);
}

StratumSums::StratumSums(double centre, double scale, std::vector<CutLayer> factors, bool pairs)
    : centre_(centre), scale_(scale), factors_(std::move(factors)), pairs_(pairs) {
  for (std::size_t f = 0; f < this->factors(); ++f) {
    places_.push_back(size_);
    size_ += strata(f);
  }
  if (!pairs_) return;
  pair_places_.assign(this->factors() * this->factors(), 0);
  for (std::size_t a = 0; a < this->factors(); ++a) {
    for (std::size_t b = a + 1; b < this->factors(); ++b) {
      pair_places_[a * this->factors() + b] = size_;
      size_ += strata(a) * strata(b);
    }
  }
}

std::size_t StratumSums::pair_place(std::size_t a, std::size_t b) const {
  return pair_places_[a * factors() + b];
}

StratumSums::Summary StratumSums::scan(const TileView& tile) const {
  Summary summary(size_);
  std::vector<std::size_t> stratum(factors());
  for_each_cell(tile, [&](std::size_t x, std::int64_t y) {
    const double t = (static_cast<double>(tile.reals[0].row(y)[x]) - centre_) / scale_;
    const auto add = [&](std::size_t place) {
      Sums& sums = summary[place];
      ++sums.cells;
      sums.response.add(t);
      sums.squares.add(t * t);
    };
    add(0);
    for (std::size_t f = 0; f < factors(); ++f) {
      const auto& [layer, breaks] = factors_[f];
      stratum[f] = class_of(static_cast<double>(tile.reals[layer].row(y)[x]), breaks);
      add(places_[f] + stratum[f]);
    }
    for (std::size_t a = 0; pairs_ && a < factors(); ++a) {
      for (std::size_t b = a + 1; b < factors(); ++b)
        add(pair_place(a, b) + stratum[a] * strata(b) + stratum[b]);
    }
  });
  return summary;
}

void StratumSums::merge(Summary& first, Summary&& second, Side /*side*/) const {
  if (first.empty()) first.resize(second.size());
  for (std::size_t k = 0; k < second.size(); ++k) {
    first[k].cells += second[k].cells;
    first[k].response.add(second[k].response);
    first[k].squares.add(second[k].squares);
  }
}

Group StratumSums::group(const Sums& sums) const {
  const auto n = static_cast<double>(sums.cells);
  const double sum = sums.response.value();
  const double squares = std::max(0.0, sums.squares.value() - sum * sum / n);
  return {n, centre_ + scale_ * sum / n, scale_ * scale_ * squares};
}

}  // namespace terrabalance::detector
