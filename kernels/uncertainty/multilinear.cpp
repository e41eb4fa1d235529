#include "kernels/uncertainty/multilinear.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace terrabalance::uncertainty {
namespace {

double mean_of(const Inputs& inputs, std::uint32_t factor) {
  return inputs.independent[factor].distribution.mean();
}

double variance_of(const Inputs& inputs, std::uint32_t factor) {
  const double sd = inputs.independent[factor].distribution.sd();
  return sd * sd;
}

double mean_of_term(const Term& term, const Inputs& inputs) {
  double product = term.coefficient;
  for (const auto factor : term.factors)
    product *= mean_of(inputs, factor);
  if (term.cell != Term::no_cell) product *= inputs.cell_mean(static_cast<std::size_t>(term.cell));
  return product;
}

/// E[a b]; factors are sorted, so that the shared ones are met side by side.
double mean_of_product(const Term& a, const Term& b, const Inputs& inputs) {
  double product = a.coefficient * b.coefficient;
  auto i = a.factors.begin();
  auto j = b.factors.begin();
  while (i != a.factors.end() || j != b.factors.end()) {
    if (j == b.factors.end() || (i != a.factors.end() && *i < *j)) {
      product *= mean_of(inputs, *i++);
    } else if (i == a.factors.end() || *j < *i) {
      product *= mean_of(inputs, *j++);
    } else {
      const double mean = mean_of(inputs, *i);
      product *= mean * mean + variance_of(inputs, *i);
      ++i;
      ++j;
    }
  }
  const bool cell_of_a = a.cell != Term::no_cell;
  const bool cell_of_b = b.cell != Term::no_cell;
  const double mean_a = cell_of_a ? inputs.cell_mean(static_cast<std::size_t>(a.cell)) : 1;
  const double mean_b = cell_of_b ? inputs.cell_mean(static_cast<std::size_t>(b.cell)) : 1;
  const double covariance = cell_of_a && cell_of_b
                                ? inputs.cell_covariance(static_cast<std::size_t>(a.cell),
                                                         static_cast<std::size_t>(b.cell))
                                : 0;
  return product * (mean_a * mean_b + covariance);
}

/// Terms by what they depend on: a group has no input in common with another.
std::vector<std::vector<std::size_t>> dependent_groups(const Sum& sum, const Inputs& inputs) {
  std::vector<std::size_t> parent(sum.size());
  for (std::size_t t = 0; t < sum.size(); ++t)
    parent[t] = t;
  const auto root = [&parent](std::size_t t) {
    while (parent[t] != t)
      t = parent[t] = parent[parent[t]];
    return t;
  };
  // The first term that was seen with an input or a row of a matrix.
  std::map<std::tuple<bool, std::uint32_t, std::uint32_t>, std::size_t> first;
  const auto link = [&](std::tuple<bool, std::uint32_t, std::uint32_t> key, std::size_t t) {
    const auto [found, is_new] = first.emplace(key, t);
    if (!is_new) parent[root(t)] = root(found->second);
  };
  for (std::size_t t = 0; t < sum.size(); ++t) {
    for (const auto factor : sum[t].factors) {
      if (variance_of(inputs, factor) > 0) link({false, factor, 0}, t);
    }
    if (sum[t].cell == Term::no_cell) continue;
    const Cell& cell = inputs.cells[static_cast<std::size_t>(sum[t].cell)];
    link({true, cell.matrix, cell.row}, t);
  }
  std::map<std::size_t, std::vector<std::size_t>> groups;
  for (std::size_t t = 0; t < sum.size(); ++t)
    groups[root(t)].push_back(t);
  std::vector<std::vector<std::size_t>> result;
  result.reserve(groups.size());
  for (auto& [key, members] : groups)
    result.push_back(std::move(members));
  return result;
}

/// Derivatives of the mean by the mean of each input and of each cell.
struct Slopes {
  std::map<std::uint32_t, double> by_factor;
  std::map<std::size_t, double> by_cell;
};

Slopes slopes_of(const Sum& sum, const Inputs& inputs) {
  Slopes slopes;
  for (const Term& term : sum) {
    const double cell =
        term.cell != Term::no_cell ? inputs.cell_mean(static_cast<std::size_t>(term.cell)) : 1;
    double all = term.coefficient;
    for (const auto factor : term.factors) {
      double others = term.coefficient * cell;
      for (const auto other : term.factors) {
        if (other != factor) others *= mean_of(inputs, other);
      }
      slopes.by_factor[factor] += others;
      all *= mean_of(inputs, factor);
    }
    if (term.cell != Term::no_cell) slopes.by_cell[static_cast<std::size_t>(term.cell)] += all;
  }
  return slopes;
}

}  // namespace

double Inputs::cell_mean(std::size_t cell) const {
  const Cell& c = cells[cell];
  return matrices[c.matrix].share(c.row, c.column);
}

double Inputs::cell_covariance(std::size_t a, std::size_t b) const {
  const Cell& first = cells[a];
  const Cell& second = cells[b];
  if (first.matrix != second.matrix || first.row != second.row) return 0;
  return matrices[first.matrix].covariance(first.row, first.column, second.column);
}

Sum simplified(Sum sum) {
  std::map<std::pair<std::int32_t, std::vector<std::uint32_t>>, double> merged;
  for (Term& term : sum) {
    std::sort(term.factors.begin(), term.factors.end());
    merged[{term.cell, std::move(term.factors)}] += term.coefficient;
  }
  Sum result;
  for (const auto& [key, coefficient] : merged) {
    if (coefficient != 0) result.push_back({coefficient, key.second, key.first});
  }
  return result;
}

Sum combined(Sum a, double weight, const Sum& b) {
  for (const Term& term : b)
    a.push_back({weight * term.coefficient, term.factors, term.cell});
  return simplified(std::move(a));
}

double central(const Sum& sum, const Inputs& inputs) {
  double total = 0;
  for (const Term& term : sum) {
    double product = term.coefficient;
    for (const auto factor : term.factors)
      product *= inputs.independent[factor].distribution.central();
    if (term.cell != Term::no_cell) {
      product *= inputs.cell_mean(static_cast<std::size_t>(term.cell));
    }
    total += product;
  }
  return total;
}

Moments exact_moments(const Sum& sum, const Inputs& inputs) {
  Moments result;
  std::vector<double> means;
  for (const Term& term : sum) {
    means.push_back(mean_of_term(term, inputs));
    result.mean += means.back();
  }
  double variance = 0;
  for (const auto& group : dependent_groups(sum, inputs)) {
    for (std::size_t k = 0; k < group.size(); ++k) {
      for (std::size_t l = k; l < group.size(); ++l) {
        const std::size_t a = group[k];
        const std::size_t b = group[l];
        const double covariance = mean_of_product(sum[a], sum[b], inputs) - means[a] * means[b];
        variance += k == l ? covariance : 2 * covariance;
      }
    }
  }
  result.sd = std::sqrt(std::max(0.0, variance));
  return result;
}

Moments approach1(const Sum& sum, const Inputs& inputs) {
  Moments result;
  for (const Term& term : sum)
    result.mean += mean_of_term(term, inputs);
  const Slopes slopes = slopes_of(sum, inputs);
  double variance = 0;
  for (const auto& [factor, slope] : slopes.by_factor)
    variance += slope * slope * variance_of(inputs, factor);
  for (const auto& [cell, slope] : slopes.by_cell)
    variance += slope * slope * inputs.cell_covariance(cell, cell);
  result.sd = std::sqrt(variance);
  return result;
}

std::vector<Share> shares(const Sum& sum, const Inputs& inputs) {
  const double sd = exact_moments(sum, inputs).sd;
  if (!(sd > 0)) return {};
  const double variance = sd * sd;
  const Slopes slopes = slopes_of(sum, inputs);
  std::vector<Share> result;
  double rest = 1;
  const auto add = [&](const std::string& id, double share) {
    result.push_back({id, share});
    rest -= share;
  };
  for (const auto& [factor, slope] : slopes.by_factor) {
    const double part = slope * slope * variance_of(inputs, factor) / variance;
    if (variance_of(inputs, factor) > 0) add(inputs.independent[factor].id, part);
  }
  double classification = 0;
  for (const auto& [a, slope_a] : slopes.by_cell) {
    for (const auto& [b, slope_b] : slopes.by_cell)
      classification += slope_a * slope_b * inputs.cell_covariance(a, b);
  }
  if (!slopes.by_cell.empty()) add("classification", classification / variance);
  result.push_back({"interactions", std::abs(rest) < 1e-12 ? 0 : rest});
  return result;
}

}  // namespace terrabalance::uncertainty
