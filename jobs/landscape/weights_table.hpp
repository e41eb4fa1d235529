#pragma once

#include <string>

#include "jobs/landscape/plan.hpp"
#include "kernels/landscape/indices/class_weights.hpp"

namespace terrabalance {

/// Reads a contrast or similarity table: CSV with the columns class, other and `value` (numbers
/// from 0 to 1). A pair holds both ways unless both are listed.
/// \throws InputError naming file and line for an unknown class, a number out of range or a pair
///         that is listed twice
landscape::ClassWeights read_class_weights(const std::string& path, const std::string& value,
                                           const LandscapeClasses& classes);

}  // namespace terrabalance
