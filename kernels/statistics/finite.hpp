#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "engine/value/error.hpp"

namespace terrabalance {

/// Throws InputError naming the variable and the first row (from 0) whose value is NaN or infinite.
inline void require_finite(std::string_view variable, std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    throw InputError("variable '" + std::string(variable) + "', row " + std::to_string(i) +
                     " (from 0): no finite value; remove the row or give the value");
  }
}

/// Throws InputError unless all finite values differ from a single constant.
inline void require_variation(std::string_view variable, std::span<const double> values) {
  for (const double value : values) {
    if (value != values.front()) return;
  }
  throw InputError("variable '" + std::string(variable) +
                   "' has the same value everywhere; nothing can be said about its variation");
}

/// Throws InputError unless there are at least `least` values.
inline void require_count(std::string_view variable, std::size_t count, std::size_t least) {
  if (count >= least) return;
  throw InputError("variable '" + std::string(variable) + "' has " + std::to_string(count) +
                   " values; at least " + std::to_string(least) + " are needed");
}

}  // namespace terrabalance
