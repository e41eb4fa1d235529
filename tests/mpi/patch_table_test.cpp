#include <algorithm>
#include <random>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "engine/runtime/deal.hpp"
#include "jobs/landscape/patch_rows.hpp"
#include "tests/mpi/world.hpp"

/// \file
/// The rows of the patch table are the same bits in the same order, however the ranks have the
/// patches.
namespace terrabalance {
namespace {

using landscape::Patch;

constexpr std::int64_t width = 50;
constexpr std::int64_t height = 40;

LandscapePlan area_and_distance() {
  LandscapePlan plan;
  plan.selection = landscape::select_metrics("area,enn,shape");
  plan.patches.cell = {30, 30};
  return plan;
}

/// Patches of random zones and classes, with their first cells in rows [0, rows).
LandscapeYear random_year(std::int64_t year, int count, std::int64_t rows, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::int64_t> places(static_cast<std::size_t>(rows * width));
  for (std::size_t i = 0; i < places.size(); ++i)
    places[i] = static_cast<std::int64_t>(i);
  std::ranges::shuffle(places, random);
  LandscapeYear all;
  all.year = year;
  for (int i = 0; i < count; ++i) {
    Patch patch;
    patch.zone = static_cast<std::int32_t>(random() % 3);
    patch.class_index = static_cast<landscape::ClassIndex>(random() % 4);
    patch.first = places[static_cast<std::size_t>(i)];
    patch.cells = 1 + static_cast<std::int64_t>(random() % 1000);
    patch.horizontal_sides = patch.vertical_sides = 2 * patch.cells;
    all.patches.push_back(patch);
    if (i % 5 != 0) all.neighbours.push_back({patch.first, 30.0 * (1 + i)});
  }
  return all;
}

/// Landscapes that count the patches, as they are on the root.
void count_patches(LandscapeYear& year) {
  for (std::int32_t zone = 0; zone < 3; ++zone) {
    auto& landscape = year.landscapes.emplace_back();
    landscape.zone = zone;
    for (landscape::ClassIndex c = 0; c < 4; ++c) {
      auto& of_class = landscape.classes.emplace_back();
      of_class.index = c;
      of_class.totals.patches = std::ranges::count_if(
          year.patches, [&](const Patch& p) { return p.zone == zone && p.class_index == c; });
    }
  }
}

/// What this rank has of them: anything, each patch on one rank; landscapes on the root.
LandscapeYear scattered(LandscapeYear year, unsigned seed) {
  const Communicator& ranks = *test::world();
  std::mt19937 random(seed);
  const auto is_elsewhere = [&](const auto&) {
    return static_cast<int>(random() % static_cast<unsigned>(ranks.size())) != ranks.rank();
  };
  std::erase_if(year.patches, is_elsewhere);
  std::erase_if(year.neighbours, is_elsewhere);
  if (ranks.is_root()) return year;
  year.landscapes.clear();
  return year;
}

void expect_same_as_on_one_rank(int count, std::int64_t rows) {
  const Communicator& ranks = *test::world();
  const LandscapePlan plan = area_and_distance();
  const Partition partition(Grid{width, height}, 10, 10);
  std::vector<LandscapeYear> whole{random_year(2000, count, rows, 1),
                                   random_year(2010, count / 2, rows, 2)};
  std::vector<LandscapeYear> parts;
  for (LandscapeYear& year : whole) {
    count_patches(year);
    parts.push_back(scattered(year, 3));
  }
  const PatchRows expected =
      share_of_table(std::move(whole), plan, partition, Communicator::local());
  const PatchRows share = share_of_table(std::move(parts), plan, partition, ranks);

  const auto each = static_cast<std::int64_t>(plan.selection.patch_metrics.size());
  const auto total = static_cast<std::int64_t>(expected.keys.size());
  const std::int64_t begin = total * ranks.rank() / ranks.size();
  const std::int64_t end = total * (ranks.rank() + 1) / ranks.size();
  ASSERT_EQ(static_cast<std::int64_t>(share.keys.size()), end - begin) << "an even share";
  EXPECT_TRUE(std::ranges::is_sorted(expected.keys));
  EXPECT_TRUE(std::equal(share.keys.begin(), share.keys.end(), expected.keys.begin() + begin));
  // As bytes, since values that are missing are not equal to themselves.
  EXPECT_EQ(to_bytes(share.values), to_bytes(std::vector(expected.values.begin() + each * begin,
                                                         expected.values.begin() + each * end)));
}

TEST(MpiPatchTable, IsThatOfOneRank) {
  expect_same_as_on_one_rank(1000, height);
}

TEST(MpiPatchTable, MayHaveAllPatchesInTheBandOfOneRank) {
  expect_same_as_on_one_rank(300, 10);
}

TEST(MpiPatchTable, MayHaveFewerPatchesThanThereAreRanks) {
  expect_same_as_on_one_rank(2, height);
}

TEST(MpiPatchTable, MayBeEmpty) {
  expect_same_as_on_one_rank(0, height);
}

TEST(MpiDeal, GivesEveryRecordToItsRank) {
  const Communicator& ranks = *test::world();
  std::vector<std::int64_t> records;  // each rank brings as many for every rank, the root none
  for (std::int64_t i = 0; !ranks.is_root() && i < 10 * ranks.size(); ++i)
    records.push_back(i);
  deal(records, ranks, [&](std::int64_t i) { return static_cast<int>(i % ranks.size()); });
  EXPECT_EQ(records.size(), 10U * static_cast<std::size_t>(ranks.size() - 1));
  for (const std::int64_t i : records)
    EXPECT_EQ(i % ranks.size(), ranks.rank());
}

TEST(Mpi, SumsBeforeARankLeaveItOut) {
  const Communicator& ranks = *test::world();
  EXPECT_EQ(ranks.sum_before({1, ranks.rank()}),
            (std::vector<std::int64_t>{ranks.rank(), ranks.rank() * (ranks.rank() - 1) / 2}));
}

}  // namespace
}  // namespace terrabalance
