#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kernels/uncertainty/multilinear.hpp"

/// \file
/// Monte Carlo: sums evaluated draw by draw, in arrays. A draw's value depends on seed and draw
/// alone, whoever computes it.
namespace terrabalance::uncertainty {

/// Consecutive draws.
struct DrawRange {
  std::uint32_t first = 0;
  std::size_t count = 0;
};

/// Sums that are evaluated together: those of one zone, all zones with as many.
using SumGroup = std::vector<Sum>;

/// Values of the cells of all error matrices: [cell][draw]. Dirichlet draws are the dear part
/// (microseconds each), so they are made once and handed to draw_sums().
/// \param suffix  of the names of the streams
std::vector<std::vector<double>> draw_cells(const Inputs& inputs, std::uint64_t seed,
                                            DrawRange range, int threads,
                                            std::string_view suffix = {});

/// What draw_sums() leaves.
struct SumDraws {
  std::vector<std::vector<double>> values;  ///< [group * sums of a group + sum][draw]
  std::vector<std::int64_t> negatives;      ///< [input]: draws below 0, of inputs that may be
};

/// Evaluates groups[begin, end).
/// \param cells   of draw_cells() for the same range
/// \param totals  [sum][draw]: each group's value is added, group after group, so that totals do
///                not depend on where the groups are cut; empty: none
/// O(draws * (inputs + terms)) time, the values' memory and a few hundred kB a thread.
SumDraws draw_sums(const Inputs& inputs, std::span<const SumGroup> groups, std::uint64_t seed,
                   DrawRange range, const std::vector<std::vector<double>>& cells,
                   std::vector<std::vector<double>>& totals, int threads);

}  // namespace terrabalance::uncertainty
