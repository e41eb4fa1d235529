#pragma once

#include <cstdint>
#include <functional>
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

/// Consecutive draws of the sums of a group: at most moment_block, from a multiple of it on.
struct DrawBlock {
  std::size_t part;    ///< of the draws; blocks of one part come in their order, from one thread
  std::size_t offset;  ///< of the first draw within the range
  std::size_t group;
  std::span<const std::span<const double>> sums;
};

/// Evaluates the groups block by block and shows each to `visit`; no column is ever held.
/// \param cells   of draw_cells() for the same range
/// \param totals  [sum][draw]: each group's value is added, group after group, so that totals do
///                not depend on where the groups are cut; empty: none
/// \param parts   of the draws, in their order, worked on at once: the number of threads
/// \return [input]: draws below 0, of inputs that may be
/// O(draws * (inputs + terms)) time, a few hundred kB to some MB a thread.
std::vector<std::int64_t> visit_draws(const Inputs& inputs, std::span<const SumGroup> groups,
                                      std::uint64_t seed, DrawRange range,
                                      const std::vector<std::vector<double>>& cells,
                                      std::vector<std::vector<double>>& totals, int parts,
                                      const std::function<void(const DrawBlock&)>& visit);

/// What draw_sums() leaves.
struct SumDraws {
  std::vector<std::vector<double>> values;  ///< [group * sums of a group + sum][draw]
  std::vector<std::int64_t> negatives;      ///< [input]: draws below 0, of inputs that may be
};

/// The same, holding all columns.
SumDraws draw_sums(const Inputs& inputs, std::span<const SumGroup> groups, std::uint64_t seed,
                   DrawRange range, const std::vector<std::vector<double>>& cells,
                   std::vector<std::vector<double>>& totals, int threads);

}  // namespace terrabalance::uncertainty
