#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernels/uncertainty/column_summary.hpp"

/// \file
/// The summary of a column of draws that is never held: blocks are folded into a tally as they are
/// drawn. Moments are kept by block; of the values only those near the percentiles are kept, the
/// rest are counted. The summary is the one of the whole column, bit for bit.
namespace terrabalance::uncertainty {

/// Where a percentile and its interval are looked for, ends included.
struct Bracket {
  double low;
  double high;
};

/// Of p2_5, p50 and p97_5.
using Brackets = std::array<Bracket, 3>;

/// Hold everything.
Brackets unbounded_brackets();

/// Five standard errors to either side of the percentiles of a column's first draws: hardly any
/// column misses one of its own. \param pilot  finite
Brackets brackets_of(std::span<const double> pilot);

/// What is left of a number of whole blocks. Tallies of consecutive blocks can be joined.
struct ColumnTally {
  std::vector<BlockMoments> blocks;
  std::array<std::int64_t, 3> below{};  ///< values below each bracket
  std::array<std::int64_t, 3> at{};     ///< values at a bracket that is a single number
  std::vector<double> kept;             ///< values in the other brackets
  std::int64_t positive = 0;            ///< values above 0
  bool finite = true;

  /// \param block  moment_block values, fewer only at the end of a column
  void add(std::span<const double> block, const Brackets& brackets);

  /// Appends the blocks that follow.
  void append(const ColumnTally& next);

  template <class Archive>
  void archive(Archive& a) {
    a(blocks, below, at, kept, positive, finite);
  }
};

/// The summary of the column; none if a bracket does not hold what it should. Of a column that is
/// not finite NaNs that count as converged: no number of draws would help.
std::optional<ColumnSummary> summarise(const ColumnTally& tally, const Brackets& brackets);

}  // namespace terrabalance::uncertainty
