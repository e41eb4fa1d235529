#include "kernels/change/sequence_counts.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

#include "engine/value/archive.hpp"
#include "tests/kernels/change/layers.hpp"

namespace terrabalance {
namespace {

/// Land in patches some cells wide, with changes from year to year.
template <class Cell>
Layers<Cell> patchy(std::int64_t width, std::int64_t height, std::size_t years, int codes) {
  Layers<Cell> layers;
  layers.grid.width = width;
  layers.grid.height = height;
  layers.nodata = codes - 1;
  std::mt19937 random(7);
  const auto cells = static_cast<std::size_t>(width * height);
  std::vector<Cell> land(cells);
  Cell current = 0;
  for (auto& cell : land) {
    if (random() % 9 == 0) current = static_cast<Cell>(random() % static_cast<unsigned>(codes));
    cell = current;
  }
  for (std::size_t year = 0; year < years; ++year) {
    for (auto& cell : land) {
      if (random() % 23 == 0) cell = static_cast<Cell>(random() % static_cast<unsigned>(codes));
    }
    layers.years.push_back(land);
  }
  for (std::size_t i = 0; i < cells; ++i)
    layers.zones.push_back(static_cast<std::int32_t>(i / 37 % 3));
  return layers;
}

using Counts = std::map<std::pair<std::int32_t, std::vector<int>>, std::pair<std::int64_t, double>>;

/// The same, counted cell by cell. Codes are those of the given years; -1 = no value.
template <class Cell>
Counts counted_one_by_one(const Layers<Cell>& layers, const std::vector<std::size_t>& years,
                          const CellArea& area) {
  Counts counts;
  for (std::size_t i = 0; i < layers.zones.size(); ++i) {
    if (layers.zones[i] == 0) continue;
    std::vector<int> codes;
    for (const auto year : years) {
      const int code = layers.years[year][i];
      codes.push_back(code == layers.nodata ? -1 : code);
    }
    auto& count = counts[{layers.zones[i], codes}];
    ++count.first;
    count.second += static_cast<double>(area.row(static_cast<std::int64_t>(i) / layers.grid.width));
  }
  return counts;
}

int meaning(std::uint16_t code) {
  return code == SequenceCounts::no_data ? -1 : code;
}

Counts as_counts(const SequenceCounts::Summary& summary) {
  Counts counts;
  for (std::size_t i = 0; i < summary.sequences(); ++i) {
    std::vector<int> codes;
    for (std::size_t year = 0; year < summary.years; ++year)
      codes.push_back(meaning(summary.codes[i * summary.years + year]));
    counts[{summary.zones[i], codes}] = {summary.counts[i].cells,
                                         static_cast<double>(summary.counts[i].area)};
  }
  return counts;
}

Counts as_counts(const std::vector<SequenceCounts::PairCount>& pairs, std::int32_t pair) {
  Counts counts;
  for (const auto& count : pairs) {
    if (count.pair != pair) continue;
    counts[{count.zone, {meaning(count.from), meaning(count.to)}}] = {
        count.count.cells, static_cast<double>(count.count.area)};
  }
  return counts;
}

void expect_same(const Counts& found, const Counts& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (const auto& [key, count] : expected) {
    ASSERT_TRUE(found.contains(key));
    EXPECT_EQ(found.at(key).first, count.first);
    EXPECT_NEAR(found.at(key).second, count.second, 1e-12 * count.second);
  }
}

CellArea rows_of_different_area(const Grid& grid) {
  Grid degrees = grid;
  degrees.geotransform = {20, 0.1, 0, 60, 0, -0.1};
  return CellArea::ellipsoidal(degrees, 6378137, 298.257223563);
}

template <class Cell>
void expect_as_counted_one_by_one(const Layers<Cell>& layers, const CellArea& area) {
  const std::size_t years = layers.years.size();
  std::vector<std::size_t> all;
  for (std::size_t year = 0; year < years; ++year)
    all.push_back(year);
  const auto summary = layers.sweep(SequenceCounts(area), 1000);
  expect_same(as_counts(summary), counted_one_by_one(layers, all, area));
  const auto pairs = pairs_of(years);
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    expect_same(as_counts(pair_counts(summary), static_cast<std::int32_t>(p)),
                counted_one_by_one(layers, {pairs[p].first, pairs[p].second}, area));
  }
}

template <class Cell>
void expect_as_counted_one_by_one(std::size_t years, int codes) {
  const auto layers = patchy<Cell>(101, 67, years, codes);
  expect_as_counted_one_by_one(layers, rows_of_different_area(layers.grid));
  expect_as_counted_one_by_one(layers, CellArea::planar(layers.grid, 30));
}

TEST(SequenceCounts, CountLandThatIsMostlyStill) {
  for (const std::size_t years : {2U, 3U, 5U}) {
    auto layers = patchy<std::uint8_t>(300, 40, 1, 9);
    std::mt19937 random(3);
    for (std::size_t year = 1; year < years; ++year) {
      auto land = layers.years.back();
      // Some blocks of one row change as a whole, some cells on their own.
      for (std::size_t i = 0; i + 20 < land.size(); i += 20) {
        if (random() % 11 == 0) {
          std::fill_n(land.begin() + static_cast<std::ptrdiff_t>(i), 20, std::uint8_t{7});
        }
        if (random() % 7 == 0) land[i + random() % 20] = static_cast<std::uint8_t>(random() % 200);
      }
      layers.years.push_back(land);
    }
    expect_as_counted_one_by_one(layers, rows_of_different_area(layers.grid));
    expect_as_counted_one_by_one(layers, CellArea::planar(layers.grid, 30));
  }
}

TEST(SequenceCounts, CountBytesAsOneByOne) {
  expect_as_counted_one_by_one<std::uint8_t>(2, 5);
  expect_as_counted_one_by_one<std::uint8_t>(3, 9);
  expect_as_counted_one_by_one<std::uint8_t>(4, 41);
}

TEST(SequenceCounts, CountManyYears) {
  expect_as_counted_one_by_one<std::uint8_t>(9, 6);
  expect_as_counted_one_by_one<std::uint8_t>(30, 4);
}

TEST(SequenceCounts, CountWideCodes) {
  expect_as_counted_one_by_one<std::uint16_t>(3, 700);
  expect_as_counted_one_by_one<std::uint16_t>(6, 300);
}

TEST(SequenceCounts, YearsOfDifferentWidthAreCountedTogether) {
  const auto narrow = patchy<std::uint8_t>(50, 20, 1, 5);
  auto wide = patchy<std::uint16_t>(50, 20, 2, 5);
  wide.years[0].assign(narrow.years[0].begin(), narrow.years[0].end());
  const CellArea area = CellArea::planar(wide.grid, 1);
  const auto expected = wide.sweep(SequenceCounts(area), 1000);

  ZoneRuns runs;
  const Tile tile{0, 0, 50, 20};
  TileView view = wide.view(tile, runs);
  ZoneRuns same_runs;
  view.codes[0] = narrow.view(tile, same_runs).codes[0];
  EXPECT_EQ(to_bytes(SequenceCounts(area).scan(view).codes), to_bytes(expected.codes));
}

TEST(SequenceCounts, AreTheSameForEveryTileSize) {
  const auto layers = patchy<std::uint8_t>(101, 67, 3, 9);
  const CellArea area = rows_of_different_area(layers.grid);
  const SequenceCounts kernel(area);
  const auto whole = as_counts(layers.sweep(kernel, 1000));
  for (const std::int64_t side : {1, 7, 8, 33, 64})
    EXPECT_EQ(as_counts(layers.sweep(kernel, side)), whole) << side;
}

TEST(SequenceCounts, BeyondTheLimitPairsAreCountedAndAllTilesAgree) {
  const auto layers = patchy<std::uint8_t>(101, 67, 5, 6);
  const CellArea area = rows_of_different_area(layers.grid);
  const auto sequences = layers.sweep(SequenceCounts(area), 1000);
  ASSERT_GT(sequences.sequences(), 200U);
  const SequenceCounts limited(area, sequences.sequences() - 1);
  const SequenceCounts just_enough(area, sequences.sequences());
  for (const std::int64_t side : {5, 16, 50, 1000}) {
    EXPECT_FALSE(layers.sweep(just_enough, side).by_pairs) << side;
    const auto pairs = layers.sweep(limited, side);
    EXPECT_TRUE(pairs.by_pairs) << side;
    EXPECT_EQ(pairs.sequences(), 0U);
    for (std::int32_t p = 0; p < 5; ++p)
      EXPECT_EQ(as_counts(pairs.pairs, p), as_counts(pair_counts(sequences), p));
    EXPECT_EQ(code_counts(pairs), code_counts(sequences));
  }
}

TEST(SequenceCounts, KnowTheCodesOfEveryYear) {
  const auto layers = patchy<std::uint8_t>(101, 67, 3, 9);
  const CellArea area = rows_of_different_area(layers.grid);
  EXPECT_EQ(code_counts(layers.sweep(SequenceCounts(area), 20)),
            layers.sweep(CodeCounts(area), 1000));
}

TEST(SequenceCounts, SurviveSerialisation) {
  const auto layers = patchy<std::uint8_t>(40, 40, 3, 9);
  const CellArea area = CellArea::planar(layers.grid, 1);
  const auto summary = layers.sweep(SequenceCounts(area), 1000);
  const auto read = from_bytes<SequenceCounts::Summary>(to_bytes(summary));
  EXPECT_EQ(as_counts(read), as_counts(summary));
}

}  // namespace
}  // namespace terrabalance
