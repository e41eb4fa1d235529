#include "kernels/zone/land_balance.hpp"

#include <algorithm>
#include <cmath>

#include "engine/value/error.hpp"
#include "kernels/statistics/finite.hpp"
#include "kernels/zone/transport.hpp"

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
  optimal_structure(classes);  // its checks
  // With the total as the one constraint the best is to fill the classes up from the least
  // coefficient on (the continuous knapsack problem, Dantzig 1957).
  std::vector<std::size_t> order;
  std::vector<double> lowest;
  double total = 0;
  double room = 0;  // that the other classes leave above their lower limits
  double least = 0;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    lowest.push_back(classes[k].lower_ha);
    total += classes[k].area_ha;
    if (k == construction) continue;
    order.push_back(k);
    room -= classes[k].lower_ha;
    least -= classes[k].upper_ha;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return classes[a].t_c_per_ha < classes[b].t_c_per_ha;
  });
  room += total;
  least = std::max(least + total, classes[construction].lower_ha);
  const double most = std::min(room, classes[construction].upper_ha);
  std::vector<ParetoPoint> front;
  for (std::size_t p = 0; p < points; ++p) {
    const double share = static_cast<double>(p) / static_cast<double>(points - 1);
    ParetoPoint point{least + share * (most - least), 0, lowest};
    point.area_ha[construction] = point.construction_ha;
    double left = room - point.construction_ha;
    for (const std::size_t k : order) {
      const double more = std::min(std::max(left, 0.0), classes[k].upper_ha - classes[k].lower_ha);
      point.area_ha[k] += more;
      left -= more;
    }
    for (std::size_t k = 0; k < classes.size(); ++k)
      point.net_t_c += classes[k].t_c_per_ha * point.area_ha[k];
    front.push_back(std::move(point));
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

std::vector<double> pooled_offsets(std::span<const double> net) {
  const Sides sides = sides_of(net);
  const double moved = std::min(sides.surplus_t_c, sides.deficit_t_c);
  std::vector<double> pooled(net.begin(), net.end());
  for (double& amount : pooled) {
    const double side = amount < 0 ? sides.surplus_t_c : sides.deficit_t_c;
    if (amount != 0) amount *= moved / side;
  }
  return pooled;
}

std::vector<Offset> nearest_offsets(std::span<const double> net,
                                    const std::function<double(std::size_t, std::size_t)>& km) {
  const Sides sides = sides_of(net);
  const auto amounts = [&](const std::vector<std::size_t>& cities) {
    std::vector<double> result;
    for (const std::size_t city : cities)
      result.push_back(std::abs(net[city]));
    return result;
  };
  std::vector<Offset> offsets;
  for (const Flow& flow : transport(
           amounts(sides.surplus), amounts(sides.deficit),
           [&](std::size_t i, std::size_t j) { return km(sides.surplus[i], sides.deficit[j]); })) {
    offsets.push_back({sides.surplus[flow.from], sides.deficit[flow.to], flow.amount});
  }
  // Sums of equal amounts differ by rounding: what is left of it is no offset.
  const double rounding = 1e-12 * std::max(sides.surplus_t_c, sides.deficit_t_c);
  std::erase_if(offsets, [rounding](const Offset& offset) { return offset.t_c <= rounding; });
  return offsets;
}

}  // namespace terrabalance::zone
