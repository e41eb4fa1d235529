#pragma once

#include <string>
#include <vector>

#include "kernels/gwr/observations.hpp"

namespace terrabalance {

/// Reads columns of numbers from a CSV. An empty cell, NA, NaN, null or inf is a missing value.
/// \throws InputError naming file, line and column where a cell is something else
gwr::Observations read_observations(const std::string& path, const std::vector<std::string>& coords,
                                    const std::string& response,
                                    const std::vector<std::string>& predictors);

}  // namespace terrabalance
