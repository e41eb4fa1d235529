#include "kernels/uncertainty/column_tally.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "kernels/uncertainty/distribution.hpp"
#include "kernels/uncertainty/lanes/lanes.hpp"
#include "kernels/uncertainty/stream.hpp"

namespace terrabalance::uncertainty {
namespace {

std::vector<double> draws(const Distribution& distribution, std::size_t n) {
  std::vector<double> x(n);
  Stream(9, "x").uniforms(0, x);
  distribution.quantiles(x);
  return x;
}

/// Blocks of a column in several parts, joined.
ColumnTally tally_of(std::span<const double> column, const Brackets& brackets, std::size_t parts) {
  const std::size_t blocks = (column.size() + moment_block - 1) / moment_block;
  ColumnTally whole;
  for (std::size_t part = 0; part < parts; ++part) {
    ColumnTally tally;
    for (std::size_t b = blocks * part / parts; b < blocks * (part + 1) / parts; ++b) {
      const std::size_t first = b * moment_block;
      tally.add(column.subspan(first, std::min(moment_block, column.size() - first)), brackets);
    }
    whole.append(tally);
  }
  return whole;
}

void expect_equal(const ColumnSummary& a, const ColumnSummary& b) {
  EXPECT_EQ(a.mean, b.mean);
  EXPECT_EQ(a.sd, b.sd);
  EXPECT_EQ(a.p2_5, b.p2_5);
  EXPECT_EQ(a.p50, b.p50);
  EXPECT_EQ(a.p97_5, b.p97_5);
  EXPECT_EQ(a.converged, b.converged);
}

TEST(ColumnTally, IsTheSummaryOfTheWholeColumnWhateverItsParts) {
  for (const auto& distribution :
       {Distribution::normal(3, 2), Distribution::lognormal_from_limits(0.01, 100),
        Distribution::uniform(-1, 1), Distribution::fixed(4)}) {
    for (const std::size_t n : {1000U, 4096U, 50001U, 131072U}) {
      const auto column = draws(distribution, n);
      const auto pilot = std::span(column).first(std::min<std::size_t>(n, 4096));
      const Brackets brackets = brackets_of(pilot);
      const ColumnSummary plain = summarise(column);
      for (const std::size_t parts : {1U, 2U, 5U}) {
        const auto found = summarise(tally_of(column, brackets, parts), brackets);
        ASSERT_TRUE(found.has_value());
        expect_equal(*found, plain);
      }
      const Brackets all = unbounded_brackets();
      expect_equal(*summarise(tally_of(column, all, 2), all), plain);
    }
  }
}

TEST(ColumnTally, KeepsFewValuesAndCountsTheRest) {
  const auto column = draws(Distribution::normal(1, 1), 1 << 18);
  const Brackets brackets = brackets_of(std::span(column).first(1 << 14));
  const ColumnTally tally = tally_of(column, brackets, 3);
  EXPECT_LT(tally.kept.size(), column.size() / 12);
  EXPECT_EQ(tally.positive,
            std::count_if(column.begin(), column.end(), [](double x) { return x > 0; }));
}

TEST(ColumnTally, ABracketThatMissesIsSeen) {
  const auto column = draws(Distribution::normal(0, 1), 20000);
  Brackets brackets = brackets_of(column);
  for (std::size_t b = 0; b < 3; ++b) {
    Brackets wrong = brackets;
    wrong[b] = {5, 6};
    EXPECT_FALSE(summarise(tally_of(column, wrong, 1), wrong).has_value());
    wrong[b] = {brackets[b].low, brackets[b].low};
    EXPECT_FALSE(summarise(tally_of(column, wrong, 1), wrong).has_value());
  }
}

TEST(ColumnTally, AColumnThatIsNotFiniteHasNoSummary) {
  auto column = draws(Distribution::normal(0, 1), 10000);
  const Brackets brackets = brackets_of(column);
  column[7000] = std::numeric_limits<double>::infinity();
  const auto found = summarise(tally_of(column, brackets, 2), brackets);
  EXPECT_TRUE(std::isnan(found->mean));
  EXPECT_TRUE(std::isnan(found->p50));
  EXPECT_TRUE(found->converged);
}

TEST(ColumnTally, EveryInstructionSetKeepsTheSame) {
  const auto column = draws(Distribution::normal(0, 1), 4095);
  const std::array<double, 3> low{-2, -0.1, 1.9};
  const std::array<double, 3> high{-1.9, 0.1, 2};
  std::vector<double> expected;
  for (const double x : column) {
    for (std::size_t b = 0; b < 3; ++b) {
      if (x >= low[b] && x <= high[b]) expected.push_back(x);
    }
  }
  for (const auto* const* loops = all_lane_loops(); *loops != nullptr; ++loops) {
    std::array<std::int64_t, 3> below{};
    std::int64_t positive = 0;
    std::vector<double> kept(column.size() + sift_slack);
    kept.resize((*loops)->sift(column.size(), column.data(), low.data(), high.data(), below.data(),
                               &positive, kept.data()));
    EXPECT_EQ(kept, expected) << (*loops)->name;
    for (std::size_t b = 0; b < 3; ++b) {
      EXPECT_EQ(below[b],
                std::count_if(column.begin(), column.end(), [&](double x) { return x < low[b]; }));
    }
  }
}

}  // namespace
}  // namespace terrabalance::uncertainty
