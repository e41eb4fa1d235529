#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace terrabalance {

/// What one zone's carbon balance of one year is computed from.
struct ZoneYear {
  std::vector<double> area_ha;      ///< one a class
  std::vector<double> charged_t_c;  ///< carbon of activities charged to each class, t C / yr, >= 0
  bool activities_known = false;    ///< whether any activity of the year was given
  double gdp;                       ///< in 10^4 units of currency; NaN if unknown
  double population;                ///< persons; NaN if unknown
};

/// One figure of a balance; NaN if it cannot be known.
struct BalanceItem {
  std::string item;
  double value;
  std::string unit;
};

/// The carbon balance of every zone in one year.
///
/// Direct carbon of a class is area x coefficient (> 0 a source, < 0 a sink); activities add to the
/// source of the class that they are charged to. Source S is the sum of the positive terms, sink K
/// of the negative ones, net N = S - K. Economic contributive coefficient ECC = (G_i/G) / (S_i/S),
/// ecological support coefficient ESC = (K_i/K) / (S_i/S), with sums over the zones; compensation
/// K/S; forest equivalent N / |coefficient of forest|, ha.
///
/// \param classes       names of the classes
/// \param coefficients  t C / ha / yr, one a class; NaN where unknown: what depends on it is NaN
/// \param zones         all zones of the year
/// \return for each zone its items, in one and the same order
std::vector<std::vector<BalanceItem>> carbon_balance(const std::vector<std::string>& classes,
                                                     const std::vector<double>& coefficients,
                                                     double forest_coefficient,
                                                     std::string_view currency,
                                                     const std::vector<ZoneYear>& zones);

}  // namespace terrabalance
