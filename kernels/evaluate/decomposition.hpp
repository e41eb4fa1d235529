#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace terrabalance::evaluate {

/// Tapio's decoupling of carbon from GDP (Tapio 2005, Transport Policy 12, 137-151).
struct Decoupling {
  double elasticity = 0;  ///< (dC / C_0) / (dG / G_0); NaN where C_0 <= 0 or dG = 0
  std::string state;      ///< one of the eight, "undefined" where the elasticity is NaN
};
/// \throws InputError if GDP is not positive
Decoupling decoupling(double carbon_before, double carbon_after, double gdp_before,
                      double gdp_after);

/// Logarithmic mean, (a - b) / (ln a - ln b); a for a = b. Both of the same sign.
double logarithmic_mean(double a, double b);

/// Additive LMDI-I (Ang 2005, Energy Policy 33, 867-871): the parts of the change of a product of
/// factors that come from each factor; they sum to the change. Factors that are 0 in one of the
/// years by their analytical limit (Ang and Liu 2007): they share the whole change evenly.
/// \throws InputError naming the factor if one changes its sign
std::vector<double> lmdi(std::span<const double> before, std::span<const double> after,
                         std::span<const std::string> factors);

}  // namespace terrabalance::evaluate
