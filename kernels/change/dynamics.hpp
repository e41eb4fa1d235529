#pragma once

#include <vector>

#include "kernels/change/transitions.hpp"

namespace terrabalance {

/// Change of one class between two years. Areas in ha, degrees in % / yr.
struct ClassDynamics {
  double gain;
  double loss;
  double net;            ///< gain - loss
  double swap;           ///< 2 min(gain, loss): change that leaves the class's area as it is
  double total;          ///< gain + loss = swap + |net|
  double persistence;    ///< what stayed
  double single_degree;  ///< (U_b - U_a) / U_a / years; NaN if the class was absent
};

/// Change of a whole zone. Areas in ha, each changed cell counted once; degrees in % / yr.
struct ZoneDynamics {
  double changed;
  double swap;  ///< part of it that leaves the classes' areas as they are
  double net;   ///< the rest: changed - swap
  double persistence;
  double comprehensive_degree;        ///< sum dU / (2 sum U) / years
  double comprehensive_degree_whole;  ///< the variant without the 2: share of land that changed
};

/// Gain, loss, swap and net after Pontius, Shusas and McEachern 2004, "Detecting important
/// categorical land changes while accounting for persistence", Agric. Ecosyst. Environ. 101.
/// \param years  between the two years, > 0
std::vector<ClassDynamics> class_dynamics(const TransitionMatrix& matrix, double years);
ZoneDynamics zone_dynamics(const TransitionMatrix& matrix, double years);

}  // namespace terrabalance
