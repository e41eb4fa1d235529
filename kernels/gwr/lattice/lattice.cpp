#include "kernels/gwr/lattice/lattice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace terrabalance::gwr {

bool Lattice::valid(std::size_t cell) const {
  return std::isfinite(response[cell]) &&
         std::all_of(predictors.begin(), predictors.end(),
                     [cell](const auto& layer) { return std::isfinite(layer[cell]); });
}

Ranges ranges_of(const Lattice& lattice, Rows rows) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::size_t columns = lattice.predictors.size() + 1;
  Ranges ranges;
  ranges.low.assign(columns, infinity);
  ranges.high.assign(columns, -infinity);
  for (std::size_t i = rows.first * lattice.width; i < rows.last * lattice.width; ++i) {
    if (!lattice.valid(i)) continue;
    for (std::size_t c = 0; c < columns; ++c) {
      const double value = c + 1 < columns ? lattice.predictors[c][i] : lattice.response[i];
      ranges.low[c] = std::min(ranges.low[c], value);
      ranges.high[c] = std::max(ranges.high[c], value);
    }
  }
  return ranges;
}

void Ranges::merge(const Ranges& other) {
  for (std::size_t c = 0; c < low.size(); ++c) {
    low[c] = std::min(low[c], other.low[c]);
    high[c] = std::max(high[c], other.high[c]);
  }
}

std::vector<double> Ranges::centres() const {
  std::vector<double> middle;
  for (std::size_t c = 0; c < low.size(); ++c)
    middle.push_back(low[c] <= high[c] ? low[c] + (high[c] - low[c]) / 2 : 0);
  return middle;
}

}  // namespace terrabalance::gwr
