#include "kernels/uncertainty/column_tally.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/uncertainty/lanes/lanes.hpp"

namespace terrabalance::uncertainty {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool is_single(const Bracket& bracket) {
  return bracket.low == bracket.high;
}

/// The values at the ranks within one bracket, all ranks counted in the whole column.
class Shelf {
 public:
  Shelf(const ColumnTally& tally, const Bracket& bracket, std::size_t b)
      : single_(is_single(bracket)),
        value_(bracket.low),
        first_(static_cast<std::size_t>(tally.below[b])),
        count_(static_cast<std::size_t>(tally.at[b])) {
    if (single_) return;
    for (const double x : tally.kept) {
      if (x >= bracket.low && x <= bracket.high) inside_.push_back(x);
    }
    count_ = inside_.size();
  }

  bool holds(std::size_t rank) const { return rank >= first_ && rank < first_ + count_; }

  double at(std::size_t rank) {
    if (single_) return value_;
    const auto nth = inside_.begin() + static_cast<std::ptrdiff_t>(rank - first_);
    std::nth_element(inside_.begin(), nth, inside_.end());
    return *nth;
  }

 private:
  bool single_;
  double value_;
  std::size_t first_;
  std::size_t count_;
  std::vector<double> inside_;
};

}  // namespace

Brackets unbounded_brackets() {
  constexpr Bracket all{-infinity, infinity};
  return {all, all, all};
}

Brackets brackets_of(std::span<const double> pilot) {
  const std::size_t n = pilot.size();
  std::array<std::size_t, 6> ranks{};
  std::array<bool, 6> is_open{};
  for (std::size_t b = 0; b < 3; ++b) {
    const double p = summary_percentiles[b];
    const auto count = static_cast<double>(n);
    const double half = 5 * std::sqrt(count * p * (1 - p)) + 1;
    const double low = std::floor(count * p - half);
    const double high = std::ceil(count * p + half);
    is_open[2 * b] = low < 0;
    is_open[2 * b + 1] = high > count - 1;
    ranks[2 * b] = is_open[2 * b] ? 0 : static_cast<std::size_t>(low);
    ranks[2 * b + 1] = is_open[2 * b + 1] ? n - 1 : static_cast<std::size_t>(high);
  }
  const auto ends = order_statistics(pilot, ranks);
  Brackets brackets{};
  for (std::size_t b = 0; b < 3; ++b) {
    const bool constant = ends[2 * b] == ends[2 * b + 1];  // also where the pilot is too short
    brackets[b] = {is_open[2 * b] && !constant ? -infinity : ends[2 * b],
                   is_open[2 * b + 1] && !constant ? infinity : ends[2 * b + 1]};
  }
  return brackets;
}

void ColumnTally::add(std::span<const double> block, const Brackets& brackets) {
  blocks.push_back(block_moments(block));
  // Sums of values that are not all finite are not, nor are those beyond the range of doubles.
  if (!std::isfinite(blocks.back().squares)) finite = false;
  if (!finite) return;
  std::array<double, 3> low{};
  std::array<double, 3> high{};
  for (std::size_t b = 0; b < 3; ++b) {
    const bool single = is_single(brackets[b]);
    low[b] = brackets[b].low;
    high[b] = single ? -infinity : brackets[b].high;
    if (single) at[b] += std::count(block.begin(), block.end(), brackets[b].low);
  }
  std::array<double, moment_block + sift_slack> held;  // NOLINT(*-member-init): written before read
  const std::size_t count = lane_loops().sift(block.size(), block.data(), low.data(), high.data(),
                                              below.data(), &positive, held.data());
  kept.insert(kept.end(), held.begin(), held.begin() + static_cast<std::ptrdiff_t>(count));
}

void ColumnTally::append(const ColumnTally& next) {
  blocks.insert(blocks.end(), next.blocks.begin(), next.blocks.end());
  for (std::size_t b = 0; b < 3; ++b) {
    below[b] += next.below[b];
    at[b] += next.at[b];
  }
  kept.insert(kept.end(), next.kept.begin(), next.kept.end());
  positive += next.positive;
  finite = finite && next.finite;
}

std::optional<ColumnSummary> summarise(const ColumnTally& tally, const Brackets& brackets) {
  if (!tally.finite) return undefined_summary();
  BlockMoments moments;
  for (const BlockMoments& block : tally.blocks)
    moments.add(block);
  const auto n = static_cast<std::size_t>(moments.count);
  const SummaryRanks ranks = summary_ranks(n);
  std::array<double, SummaryRanks::count> values{};
  for (std::size_t b = 0; b < 3; ++b) {
    Shelf shelf(tally, brackets[b], b);
    for (std::size_t k = 0; k < SummaryRanks::each; ++k) {
      const std::size_t place = b * SummaryRanks::each + k;
      if (!shelf.holds(ranks.of[place])) return std::nullopt;
      values[place] = shelf.at(ranks.of[place]);
    }
  }
  return summary_from(moments, ranks, values);
}

}  // namespace terrabalance::uncertainty
