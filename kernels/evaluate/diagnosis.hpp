#pragma once

#include <span>
#include <vector>

#include "kernels/evaluate/matrix.hpp"

namespace terrabalance::evaluate {

/// Obstacle degree: share of an indicator in what a row lacks of the best, w_j (1 - x'_ij) / sum_j
/// w_j (1 - x'_ij), over the chosen columns. 0 for a row that lacks nothing.
/// \param scores of normalise(); \return rows x columns.size()
Matrix obstacle_degrees(const Matrix& scores, std::span<const double> weights,
                        std::span<const std::size_t> columns);

/// The benchmark of every row: the row with the highest closeness of the same group (year), the
/// first of equal ones.
std::vector<std::size_t> benchmarks(std::span<const double> closeness,
                                    std::span<const std::int64_t> group);

}  // namespace terrabalance::evaluate
