#pragma once

#include <cmath>
#include <numbers>

namespace terrabalance {

/// P(|Z| >= |z|) of a standard normal Z; NaN for NaN.
inline double two_sided_p(double z) {
  return std::erfc(std::abs(z) / std::numbers::sqrt2);
}

}  // namespace terrabalance
