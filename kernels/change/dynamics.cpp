#include "kernels/change/dynamics.hpp"

#include <algorithm>
#include <limits>

namespace terrabalance {
namespace {

double percent_a_year(double part, double whole, double years) {
  return whole > 0 ? 100 * part / whole / years : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

std::vector<ClassDynamics> class_dynamics(const TransitionMatrix& matrix, double years) {
  std::vector<ClassDynamics> classes;
  for (std::size_t c = 0; c < matrix.classes(); ++c) {
    const double gain = matrix.gain_ha(c);
    const double loss = matrix.loss_ha(c);
    const double net = matrix.last_ha(c) - matrix.first_ha(c);
    classes.push_back({gain, loss, net, 2 * std::min(gain, loss), gain + loss, matrix.ha(c, c),
                       percent_a_year(net, matrix.first_ha(c), years)});
  }
  return classes;
}

ZoneDynamics zone_dynamics(const TransitionMatrix& matrix, double years) {
  double swap = 0;
  for (std::size_t c = 0; c < matrix.classes(); ++c)
    swap += std::min(matrix.gain_ha(c), matrix.loss_ha(c));
  const double changed = matrix.changed_ha();
  const double whole = percent_a_year(changed, matrix.total_ha(), years);
  return {changed, swap, changed - swap, matrix.total_ha() - changed, whole / 2, whole};
}

}  // namespace terrabalance
