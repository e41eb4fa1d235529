#include "kernels/detector/strata.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "kernels/detector/detector.hpp"
#include "kernels/statistics/breaks.hpp"
#include "kernels/statistics/finite.hpp"

namespace terrabalance::detector {
namespace {

std::optional<std::int64_t> as_integer(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string shortest(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::vector<double> breaks_of(std::span<const double> x, Method method, std::size_t classes,
                              std::string_view factor) {
  switch (method) {
    case Method::equal:
      return equal_breaks(x, classes);
    case Method::quantile:
      return quantile_breaks(x, classes);
    case Method::natural:
      return natural_breaks(x, classes);
    case Method::geometric:
      return geometric_breaks(x, classes, factor);
    case Method::deviation:
      return deviation_breaks(x, classes);
  }
  return {};
}

}  // namespace

Strata from_labels(std::span<const std::string> labels, std::string_view factor) {
  const std::set<std::string> distinct(labels.begin(), labels.end());
  Strata strata;
  strata.names.assign(distinct.begin(), distinct.end());
  if (std::all_of(strata.names.begin(), strata.names.end(),
                  [](const std::string& label) { return as_integer(label).has_value(); })) {
    std::sort(strata.names.begin(), strata.names.end(),
              [](const std::string& a, const std::string& b) {
                return std::pair(*as_integer(a), a) < std::pair(*as_integer(b), b);
              });
  }
  std::map<std::string, std::int32_t> number;
  for (std::size_t k = 0; k < strata.count(); ++k)
    number[strata.names[k]] = static_cast<std::int32_t>(k);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i].empty()) {
      throw InputError("factor '" + std::string(factor) + "', row " + std::to_string(i) +
                       " (from 0): no stratum is given; remove the row or name one");
    }
    strata.of.push_back(number.at(labels[i]));
  }
  return strata;
}

Strata intersect(const Strata& a, const Strata& b) {
  std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> number;
  for (std::size_t i = 0; i < a.of.size(); ++i)
    number[{a.of[i], b.of[i]}] = 0;
  Strata both;
  for (auto& [pair, k] : number) {
    k = static_cast<std::int32_t>(both.names.size());
    both.names.push_back(a.names[static_cast<std::size_t>(pair.first)] + " & " +
                         b.names[static_cast<std::size_t>(pair.second)]);
  }
  for (std::size_t i = 0; i < a.of.size(); ++i)
    both.of.push_back(number.at({a.of[i], b.of[i]}));
  return both;
}

std::string_view name(Method method) {
  constexpr std::array<std::string_view, 5> names{"equal", "quantile", "natural", "geometric",
                                                  "sd"};
  return names[static_cast<std::size_t>(method)];
}

Strata from_breaks(std::span<const double> x, std::span<const double> breaks) {
  std::vector<std::int32_t> number(breaks.size() + 1, -1);
  for (const double value : x)
    number[class_of(value, breaks)] = 0;
  Strata strata;
  for (std::size_t k = 0; k < number.size(); ++k) {
    if (number[k] < 0) continue;
    number[k] = static_cast<std::int32_t>(strata.names.size());
    const std::string lower = k == 0 ? "-inf" : shortest(breaks[k - 1]);
    std::string label(1, '(');
    label.append(lower).append(", ");
    label.append(k < breaks.size() ? shortest(breaks[k]).append("]") : "inf)");
    strata.names.push_back(std::move(label));
  }
  for (const double value : x)
    strata.of.push_back(number[class_of(value, breaks)]);
  return strata;
}

Strata discretize(std::span<const double> x, Method method, std::size_t classes,
                  std::string_view factor) {
  require_finite(factor, x);
  return from_breaks(x, breaks_of(x, method, classes, factor));
}

Optimum optimal(std::span<const double> y, std::span<const double> x, std::size_t least,
                std::size_t most, std::string_view factor) {
  require_finite(factor, x);
  const bool positive = std::all_of(x.begin(), x.end(), [](double v) { return v > 0; });
  Optimum best;
  bool found = false;
  for (const Method method : all_methods) {
    if (method == Method::geometric && !positive) continue;
    for (std::size_t classes = std::max<std::size_t>(least, 2); classes <= most; ++classes) {
      Strata strata = discretize(x, method, classes, factor);
      if (strata.count() < 2 || strata.count() >= y.size()) continue;
      const double q = q_statistic(y, strata);
      if (found && !(q > best.q)) continue;
      best = {method, classes, q, std::move(strata)};
      found = true;
    }
  }
  if (!found) {
    throw InputError("factor '" + std::string(factor) + "' cannot be cut into " +
                     std::to_string(least) + " to " + std::to_string(most) +
                     " classes with fewer classes than units; give more units or fewer classes");
  }
  return best;
}

}  // namespace terrabalance::detector
