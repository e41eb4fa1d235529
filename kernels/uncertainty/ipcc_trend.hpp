#pragma once

#include <span>
#include <vector>

#include "kernels/uncertainty/multilinear.hpp"

namespace terrabalance::uncertainty {

/// A category of an inventory in two years. Uncertainties are half 95 % intervals in per cent.
struct TrendCategory {
  double base = 0;        ///< in the first year; sinks are negative
  double current = 0;     ///< in the last
  double u_factor = 0;    ///< of what both years share: coefficient, emission factor
  double u_activity = 0;  ///< of what each year has of its own: area, fuel burnt
};

struct Trend {
  double percent = 0;      ///< 100 (sum current - sum base) / sum base
  double uncertainty = 0;  ///< half 95 % interval, percentage points
};

/// IPCC 2006 Guidelines vol. 1 ch. 3, table 3.2: U^2 = sum (A u_factor)^2 + (B u_activity sqrt 2)^2
/// with A the change of the trend for one per cent more of a category in both years and B =
/// current / sum base. (The sqrt 2 is as commonly reproduced; the chapter was not read.)
/// \throws nothing; NaN where the base sums to 0
Trend ipcc_trend(std::span<const TrendCategory> categories);

/// Two sums as categories: terms that share the same inputs with the other year, such as a fuel
/// with its factors, are one; what only one year has is its activity.
std::vector<TrendCategory> trend_categories(const Sum& base, const Sum& current,
                                            const Inputs& inputs);

}  // namespace terrabalance::uncertainty
