#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/runtime/runtime.hpp"
#include "jobs/uncertainty/inputs/assembly.hpp"
#include "jobs/uncertainty/tables/quantities.hpp"
#include "kernels/uncertainty/column_summary.hpp"

namespace terrabalance {

/// What draws say of every figure.
struct MonteCarlo {
  std::size_t draws = 0;
  bool converged = false;
  /// [zone, the total last][quantity]; NaN where a ratio has no finite value in some draw.
  std::vector<std::vector<uncertainty::ColumnSummary>> summaries;
  /// [zone, the total last][year]: draws in which net > 0.
  std::vector<std::vector<std::int64_t>> sources;
  std::vector<std::int64_t> negatives;  ///< [input]
  /// [zone, the total last][year][class]: draws in which the area is below 0; empty if none can be.
  std::vector<std::int64_t> negative_areas;
};

/// Draws split over ranks and threads in whole blocks; each zone's tallies are then joined in one
/// place, in the order of the draws: the same bits for every number of ranks and threads.
/// Collective. Without `draws`: 2^17, doubled to at most 2^22 until every figure has converged.
/// Memory: about 1 byte x draws of the rank x zones x figures, in batches of zones of some 512 MB,
/// and 16 bytes x draws of the rank x years.
/// \param quantities  [zone, the total last]
MonteCarlo monte_carlo(const Assembly& assembly,
                       const std::vector<std::vector<Quantity>>& quantities, std::uint64_t seed,
                       std::optional<std::size_t> draws, const Runtime& runtime);

/// The rank's share of the draws: whole blocks of the moments.
uncertainty::DrawRange share_of_draws(std::size_t draws, int rank, int ranks);

}  // namespace terrabalance
