#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "kernels/zone/linear_program.hpp"

/// \file
/// Balance of source land and sink land, and the land-use structure with the least net carbon.
namespace terrabalance::zone {

/// A land class of a city in a year.
struct LandClass {
  std::string name;
  double area_ha = 0;
  double t_c_per_ha = 0;  ///< > 0 source, < 0 sink
  double lower_ha = 0;    ///< limits of the optimal structure
  double upper_ha = unbounded;
};

/// Areas and carbon of source and sink land.
struct Balance {
  double source_ha = 0;
  double sink_ha = 0;
  double ratio = 0;  ///< source_ha / sink_ha, infinite without sink land
  double source_t_c = 0;
  double sink_t_c = 0;  ///< >= 0
};
/// \throws InputError for a negative area or a value that is not finite
Balance land_balance(std::span<const LandClass> classes);

/// Hectares of a sink class that take up what one hectare of `source_t_c_per_ha` emits.
/// \throws InputError unless the first is > 0 and the second < 0
double equivalent_ha(double source_t_c_per_ha, double sink_t_c_per_ha);

/// The areas that minimise sum t_c_per_ha * area subject to the total area and the limits.
struct Structure {
  double net_t_c = 0;
  std::vector<double> area_ha;   ///< one a class
  std::vector<double> marginal;  ///< t C per ha by which the net rises with a class's binding limit
  double total_dual = 0;         ///< t C per ha more of total area
};
/// \throws InputError naming the limits in conflict, as solve()
Structure optimal_structure(std::span<const LandClass> classes);

/// A point of the front between construction area and net carbon.
struct ParetoPoint {
  double construction_ha = 0;
  double net_t_c = 0;
  std::vector<double> area_ha;
};
/// The least net carbon for `points` areas of the class `construction` (its index), evenly from
/// the least to the largest that the limits allow. \throws InputError as optimal_structure()
std::vector<ParetoPoint> pareto_front(std::span<const LandClass> classes, std::size_t construction,
                                      std::size_t points);

/// Who offsets whom.
struct Offset {
  std::size_t from;  ///< city with a surplus of sinks
  std::size_t to;    ///< city with a deficit
  double t_c = 0;
};

/// Every deficit takes from every surplus in proportion; nothing is said about distance.
/// \param net t C a city, > 0 deficit, < 0 surplus. Moves min(sum of surpluses, sum of deficits).
std::vector<Offset> proportional_offsets(std::span<const double> net);

/// What proportional_offsets() takes from or gives to each city: < 0 given, > 0 received.
std::vector<double> pooled_offsets(std::span<const double> net);

/// The same amount with the least t C km, see transport().
/// \param km  distance of two cities, >= 0
std::vector<Offset> nearest_offsets(std::span<const double> net,
                                    const std::function<double(std::size_t, std::size_t)>& km);

}  // namespace terrabalance::zone
