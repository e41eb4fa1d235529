#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace terrabalance::uncertainty {

/// Draws per block of the moments: sums are taken within blocks, blocks in their order.
inline constexpr std::size_t moment_block = 4096;

/// What is said of one output from its draws.
struct ColumnSummary {
  double mean = 0;
  double sd = 0;  ///< with n - 1
  double p2_5 = 0;
  double p50 = 0;
  double p97_5 = 0;

  /// Whether the draws are enough: standard error of the mean <= 0.5 % of the sd, and the 95 %
  /// interval of p2_5 and of p97_5 (order statistics n p -+ 1.96 sqrt(n p (1 - p))) within 1 % of
  /// half the width between them. A constant column is always enough.
  bool converged = false;
};

/// NaNs that count as converged: of a figure that does not exist.
ColumnSummary undefined_summary();

inline constexpr std::array<double, 3> summary_percentiles{0.025, 0.5, 0.975};

/// Count, mean and squares of deviations from the mean, of a block or of blocks in their order.
struct BlockMoments {
  double count = 0;
  double mean = 0;
  double squares = 0;

  /// Those of the block that follows (Chan, Golub and LeVeque 1979).
  void add(const BlockMoments& block);
};
/// By compensated sums in a fixed order.
BlockMoments block_moments(std::span<const double> block);

/// The places, in sorted order, that a summary of n values looks at: for each percentile the two
/// of the linear rule, and the ends of its 95 % interval.
struct SummaryRanks {
  static constexpr std::size_t each = 4;
  static constexpr std::size_t count = 3 * each;
  std::array<std::size_t, count> of;
  std::array<double, 3> fraction;  ///< of the linear rule
};
SummaryRanks summary_ranks(std::size_t n);

/// \param values  at those places
ColumnSummary summary_from(const BlockMoments& moments, const SummaryRanks& ranks,
                           std::span<const double> values);

/// Means and squares by compensated sums in a fixed order, percentiles by the linear rule
/// h = (n - 1) p (type 7 of Hyndman and Fan 1996): the bits depend on the values alone.
/// O(n) time and a few per cent of n memory. \param draws at least 2, finite
ColumnSummary summarise(std::span<const double> draws);

/// The values that would stand at these places if the values were sorted. \param ranks below n
std::vector<double> order_statistics(std::span<const double> values,
                                     std::span<const std::size_t> ranks);

/// Percentile by the linear rule.
double percentile(std::span<const double> values, double p);

}  // namespace terrabalance::uncertainty
