#pragma once

#include <span>
#include <string>
#include <string_view>

namespace terrabalance::pattern {

/// Gini coefficient of values >= 0, each standing for one unit: sum_i (2 i - n - 1) x_(i) / (n sum
/// x). \throws InputError for a negative value, or values that sum to 0.
double gini(std::span<const double> x, std::string_view variable);

/// Theil's T: (1/n) sum (x/m) ln(x/m), a value of 0 counting 0; it splits exactly into what lies
/// between groups and within them (Theil 1967).
struct Theil {
  double total = 0;
  double between = 0;
  double within = 0;
};
/// \param groups one label a unit; empty: one group. \throws InputError as gini().
Theil theil(std::span<const double> x, std::span<const std::string> groups,
            std::string_view variable);

/// Standard deviation (population) over mean. \throws InputError if the mean is 0.
double coefficient_of_variation(std::span<const double> x, std::string_view variable);

}  // namespace terrabalance::pattern
