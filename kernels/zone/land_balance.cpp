#include "kernels/zone/land_balance.hpp"

#include <algorithm>
#include <cmath>

#include "engine/value/error.hpp"
#include "kernels/statistics/finite.hpp"

namespace terrabalance::zone {
namespace {

LinearProgram structure_program(std::span<const LandClass> classes) {
  LinearProgram program;
  Constraint total{"total area", {}, 0, 0};
  for (const LandClass& c : classes) {
    total.terms.push_back({program.variables.size(), 1});
    total.lower += c.area_ha;
    program.variables.push_back({c.name, c.t_c_per_ha, c.lower_ha, c.upper_ha});
  }
  total.upper = total.lower;
  program.constraints.push_back(std::move(total));
  return program;
}

struct Sides {
  std::vector<std::size_t> surplus;
  std::vector<std::size_t> deficit;
  double surplus_t_c = 0;
  double deficit_t_c = 0;
};

Sides sides_of(std::span<const double> net) {
  require_finite("net carbon", net);
  Sides sides;
  for (std::size_t i = 0; i < net.size(); ++i) {
    if (net[i] < 0) {
      sides.surplus.push_back(i);
      sides.surplus_t_c -= net[i];
    } else if (net[i] > 0) {
      sides.deficit.push_back(i);
      sides.deficit_t_c += net[i];
    }
  }
  return sides;
}

}  // namespace

Balance land_balance(std::span<const LandClass> classes) {
  Balance balance;
  for (const LandClass& c : classes) {
    if (!(c.area_ha >= 0) || !std::isfinite(c.area_ha) || !std::isfinite(c.t_c_per_ha)) {
      throw InputError("class '" + c.name + "' needs an area >= 0 and a finite coefficient");
    }
    if (c.t_c_per_ha > 0) {
      balance.source_ha += c.area_ha;
      balance.source_t_c += c.area_ha * c.t_c_per_ha;
    } else if (c.t_c_per_ha < 0) {
      balance.sink_ha += c.area_ha;
      balance.sink_t_c -= c.area_ha * c.t_c_per_ha;
    }
  }
  balance.ratio = balance.sink_ha > 0 ? balance.source_ha / balance.sink_ha : unbounded;
  return balance;
}

double equivalent_ha(double source_t_c_per_ha, double sink_t_c_per_ha) {
  if (!(source_t_c_per_ha > 0) || !(sink_t_c_per_ha < 0)) {
    throw InputError("an equivalent needs a source (> 0 t C/ha) and a sink (< 0 t C/ha)");
  }
  return source_t_c_per_ha / -sink_t_c_per_ha;
}

Structure optimal_structure(std::span<const LandClass> classes) {
  land_balance(classes);  // its checks
  Solution solution = solve(structure_program(classes));
  return {solution.objective, std::move(solution.values), std::move(solution.reduced_costs),
          solution.duals.front()};
}

std::vector<ParetoPoint> pareto_front(std::span<const LandClass> classes, std::size_t construction,
                                      std::size_t points) {
  if (points < 2) throw InputError("a Pareto front needs at least 2 points");
  land_balance(classes);  // its checks
  LinearProgram program = structure_program(classes);
  const auto extreme = [&](double sign) {
    LinearProgram only = program;
    for (std::size_t k = 0; k < only.variables.size(); ++k)
      only.variables[k].cost = k == construction ? sign : 0;
    return solve(only).values[construction];
  };
  const double least = extreme(1);
  const double most = extreme(-1);
  std::vector<ParetoPoint> front;
  for (std::size_t p = 0; p < points; ++p) {
    const double share = static_cast<double>(p) / static_cast<double>(points - 1);
    const double area = least + share * (most - least);
    program.variables[construction].lower = area;
    program.variables[construction].upper = area;
    Solution solution = solve(program);
    front.push_back({area, solution.objective, std::move(solution.values)});
  }
  return front;
}

std::vector<Offset> proportional_offsets(std::span<const double> net) {
  const Sides sides = sides_of(net);
  std::vector<Offset> offsets;
  if (sides.surplus.empty() || sides.deficit.empty()) return offsets;
  const double larger = std::max(sides.surplus_t_c, sides.deficit_t_c);
  for (const std::size_t from : sides.surplus) {
    for (const std::size_t to : sides.deficit)
      offsets.push_back({from, to, -net[from] * (net[to] / larger)});
  }
  return offsets;
}

std::vector<Offset> nearest_offsets(std::span<const double> net, std::span<const double> km) {
  const Sides sides = sides_of(net);
  std::vector<Offset> offsets;
  if (sides.surplus.empty() || sides.deficit.empty()) return offsets;
  // The scarcer side is used up, the other is not exceeded.
  const bool surplus_is_scarce = sides.surplus_t_c <= sides.deficit_t_c;
  LinearProgram program;
  std::vector<Constraint> rows(net.size());
  for (std::size_t i = 0; i < net.size(); ++i) {
    const bool scarce = (net[i] < 0) == surplus_is_scarce;
    const double amount = std::abs(net[i]);
    rows[i] = {"city", {}, scarce ? amount : 0, amount};
  }
  // Of two equal amounts one may exceed the other by rounding: let the plentiful side give that.
  const double rounding = 1e-12 * std::max(sides.surplus_t_c, sides.deficit_t_c);
  for (std::size_t i = 0; i < net.size(); ++i) {
    if ((net[i] < 0) != surplus_is_scarce) rows[i].upper += rounding;
  }
  for (const std::size_t from : sides.surplus) {
    for (const std::size_t to : sides.deficit) {
      rows[from].terms.push_back({program.variables.size(), 1});
      rows[to].terms.push_back({program.variables.size(), 1});
      program.variables.push_back({"offset", km[from * net.size() + to]});
      offsets.push_back({from, to, 0});
    }
  }
  for (Constraint& row : rows) {
    if (!row.terms.empty()) program.constraints.push_back(std::move(row));
  }
  const Solution solution = solve(program);
  for (std::size_t k = 0; k < offsets.size(); ++k)
    offsets[k].t_c = solution.values[k];
  std::erase_if(offsets, [rounding](const Offset& offset) { return offset.t_c <= rounding; });
  return offsets;
}

}  // namespace terrabalance::zone
