#include "kernels/zone/levels.hpp"

#include <algorithm>

#include "kernels/statistics/breaks.hpp"
#include "kernels/statistics/finite.hpp"

namespace terrabalance::zone {
namespace {

constexpr std::array<Level, 3> levels{Level::low, Level::medium, Level::high};

bool lists(const std::vector<Level>& allowed, Level level) {
  return allowed.empty() || std::find(allowed.begin(), allowed.end(), level) != allowed.end();
}

std::string describe(const Unit& unit) {
  std::string text = std::to_string(unit.number());
  text.append(" (").append(name(unit.x)).append(", ").append(name(unit.y));
  return text.append(", ").append(name(unit.z)).append(")");
}

}  // namespace

std::string_view name(Level level) {
  constexpr std::array<std::string_view, 3> names{"low", "medium", "high"};
  return names[static_cast<std::size_t>(level)];
}

std::array<double, 2> level_bounds(std::span<const double> closeness, Cut cut,
                                   std::string_view axis) {
  require_finite(axis, closeness);
  constexpr std::size_t count = 3;
  const auto breaks = cut == Cut::natural    ? natural_breaks(closeness, count)
                      : cut == Cut::quantile ? quantile_breaks(closeness, count)
                                             : equal_breaks(closeness, count);
  if (breaks.size() != 2) {
    throw InputError("axis '" + std::string(axis) +
                     "' cannot be cut into three levels: its values are too few or too alike; give "
                     "fixed thresholds");
  }
  return {breaks[0], breaks[1]};
}

Level level_of(double value, const std::array<double, 2>& bounds) {
  return levels[class_of(value, bounds)];
}

int Unit::number() const {
  return 9 * static_cast<int>(x) + 3 * static_cast<int>(y) + static_cast<int>(z) + 1;
}

std::vector<Unit> all_units() {
  std::vector<Unit> units;
  for (const Level x : levels) {
    for (const Level y : levels) {
      for (const Level z : levels)
        units.push_back({x, y, z});
    }
  }
  return units;
}

bool Rule::covers(const Unit& unit) const {
  return lists(x, unit.x) && lists(y, unit.y) && lists(z, unit.z);
}

std::vector<Rule> default_rules() {
  return {
      {"carbon balance zone", {Level::low, Level::medium}, {}, {Level::high}},
      {"carbon intensity control zone", {Level::high}, {}, {Level::low}},
      {"carbon intensity control zone", {Level::high}, {Level::low}, {}},
      {"low-carbon optimisation zone", {}, {}, {}},
  };
}

std::array<std::string, 27> zone_table(std::span<const Rule> rules) {
  std::array<std::string, 27> zones;
  std::vector<bool> reached(rules.size(), false);
  std::string missing;
  for (const Unit& unit : all_units()) {
    const auto rule =
        std::find_if(rules.begin(), rules.end(), [&unit](const Rule& r) { return r.covers(unit); });
    if (rule == rules.end()) {
      missing += (missing.empty() ? "" : ", ") + describe(unit);
      continue;
    }
    zones[static_cast<std::size_t>(unit.number() - 1)] = rule->zone;
    reached[static_cast<std::size_t>(rule - rules.begin())] = true;
  }
  if (!missing.empty()) {
    throw InputError("the rule table has no zone for units " + missing +
                     "; add a last rule without levels for the rest");
  }
  const auto idle = std::find(reached.begin(), reached.end(), false);
  if (idle != reached.end()) {
    const auto number = static_cast<std::size_t>(idle - reached.begin());
    throw InputError("rule " + std::to_string(number + 1) + " (" + rules[number].zone +
                     ") is never reached: earlier rules cover all of its units; move it up or "
                     "remove it");
  }
  return zones;
}

Axis weakest(const Unit& unit, const std::array<double, 3>& closeness) {
  const std::array<Level, 3> held{unit.x, unit.y, unit.z};
  std::size_t lowest = 0;
  for (std::size_t axis = 1; axis < held.size(); ++axis) {
    const bool lower = held[axis] < held[lowest];
    const bool equal = held[axis] == held[lowest];
    if (lower || (equal && closeness[axis] < closeness[lowest])) lowest = axis;
  }
  return static_cast<Axis>(lowest);
}

}  // namespace terrabalance::zone
