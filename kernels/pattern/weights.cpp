#include "kernels/pattern/weights.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include "engine/value/error.hpp"

namespace terrabalance::pattern {
namespace {

std::string name(const Link& link) {
  return "weight from unit " + std::to_string(link.from) + " to unit " + std::to_string(link.to);
}

void check(std::size_t n, const std::vector<Link>& sorted) {
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    const Link& link = sorted[k];
    const auto inside = [n](std::int32_t i) { return i >= 0 && static_cast<std::size_t>(i) < n; };
    if (!inside(link.from) || !inside(link.to)) {
      throw InputError(name(link) + ": no such unit among " + std::to_string(n));
    }
    if (link.from == link.to) {
      throw InputError(name(link) + ": a unit is no neighbour of itself; leave the link out");
    }
    if (!(link.weight >= 0) || !std::isfinite(link.weight)) {
      throw InputError(name(link) + " is negative or not finite");
    }
    if (k > 0 && sorted[k - 1].from == link.from && sorted[k - 1].to == link.to) {
      throw InputError(name(link) + " is given twice");
    }
  }
}

double value_at(const Weights& weights, std::size_t row, std::int32_t column) {
  const auto neighbours = weights.neighbours(row);
  const auto at = std::lower_bound(neighbours.begin(), neighbours.end(), column);
  if (at == neighbours.end() || *at != column) return 0;
  return weights.values(row)[static_cast<std::size_t>(at - neighbours.begin())];
}

}  // namespace

Weights::Weights(std::size_t n, std::vector<Link> links) {
  std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) {
    return std::tie(a.from, a.to) < std::tie(b.from, b.to);
  });
  check(n, links);
  std::erase_if(links, [](const Link& link) { return link.weight == 0; });
  offsets_.assign(n + 1, 0);
  neighbours_.reserve(links.size());
  values_.reserve(links.size());
  for (const Link& link : links) {
    ++offsets_[static_cast<std::size_t>(link.from) + 1];
    neighbours_.push_back(link.to);
    values_.push_back(link.weight);
  }
  for (std::size_t i = 0; i < n; ++i)
    offsets_[i + 1] += offsets_[i];
}

std::size_t Weights::largest_row() const {
  std::size_t largest = 0;
  for (std::size_t i = 0; i < size(); ++i)
    largest = std::max(largest, neighbours(i).size());
  return largest;
}

double Weights::lag(std::size_t i, std::span<const double> x) const {
  double sum = 0;
  for (std::size_t k = offsets_[i]; k < offsets_[i + 1]; ++k) {
    sum += values_[k] * x[static_cast<std::size_t>(neighbours_[k])];
  }
  return sum;
}

Weights row_standardised(Weights weights) {
  for (std::size_t i = 0; i < weights.size(); ++i) {
    double sum = 0;
    for (const double w : weights.values(i))
      sum += w;
    if (sum == 0) continue;
    for (std::size_t k = weights.offsets_[i]; k < weights.offsets_[i + 1]; ++k)
      weights.values_[k] /= sum;
  }
  return weights;
}

std::vector<std::size_t> islands(const Weights& weights) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights.neighbours(i).empty()) found.push_back(i);
  }
  return found;
}

WeightMoments moments(const Weights& weights) {
  WeightMoments result;
  std::vector<double> row_plus_column(weights.size(), 0);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto neighbours = weights.neighbours(i);
    const auto values = weights.values(i);
    for (std::size_t k = 0; k < neighbours.size(); ++k) {
      const auto j = static_cast<std::size_t>(neighbours[k]);
      const double back = value_at(weights, j, static_cast<std::int32_t>(i));
      const double both = values[k] + back;
      result.s0 += values[k];
      // A pair linked both ways is visited twice, half of its term each time.
      result.s1 += back > 0 ? both * both / 2 : both * both;
      row_plus_column[i] += values[k];
      row_plus_column[j] += values[k];
    }
  }
  for (const double sum : row_plus_column)
    result.s2 += sum * sum;
  return result;
}

}  // namespace terrabalance::pattern
