#include "kernels/suitability/distance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "kernels/suitability/marked_strip.hpp"
#include "kernels/suitability/site_sweep.hpp"
#include "tests/kernels/change/layers.hpp"

namespace terrabalance {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Layers<std::uint8_t> random_raster(std::int64_t width, std::int64_t height, unsigned one_in) {
  Layers<std::uint8_t> layers;
  layers.grid.width = width;
  layers.grid.height = height;
  std::mt19937 random(11);
  std::vector<std::uint8_t> land(static_cast<std::size_t>(width * height));
  for (auto& cell : land)
    cell = one_in > 0 && random() % one_in == 0 ? 5 : 1;
  layers.years.push_back(land);
  layers.zones.assign(land.size(), 1);
  return layers;
}

std::vector<double> one_by_one(const Layers<std::uint8_t>& layers, double dx, double dy) {
  std::vector<double> metres(layers.zones.size(), infinity);
  const auto width = layers.grid.width;
  for (std::int64_t i = 0; i < layers.grid.cells(); ++i) {
    for (std::int64_t j = 0; j < layers.grid.cells(); ++j) {
      if (layers.years[0][static_cast<std::size_t>(j)] != 5) continue;
      const auto x = static_cast<double>(i % width - j % width) * dx;
      const auto y = static_cast<double>(i / width - j / width) * dy;
      auto& least = metres[static_cast<std::size_t>(i)];
      least = std::min(least, std::sqrt(x * x + y * y));
    }
  }
  return metres;
}

/// What each row of tiles has to know of the others.
std::vector<StripNeighbours> neighbours_of(const Layers<std::uint8_t>& layers,
                                           const Partition& partition, const CodeSet& set) {
  const auto columns = static_cast<std::size_t>(layers.grid.width);
  std::vector<ColumnEnds> ends(static_cast<std::size_t>(partition.rows()));
  for (std::size_t row = 0; row < ends.size(); ++row) {
    for (std::int64_t column = 0; column < partition.columns(); ++column) {
      ZoneRuns runs;
      const Tile tile = partition.tile(static_cast<std::int64_t>(row), column);
      const ColumnEnds part = column_ends(layers.view(tile, runs), set);
      ends[row].first.insert(ends[row].first.end(), part.first.begin(), part.first.end());
      ends[row].last.insert(ends[row].last.end(), part.last.begin(), part.last.end());
    }
  }
  std::vector<StripNeighbours> neighbours(ends.size());
  for (std::size_t row = 0; row < ends.size(); ++row) {
    neighbours[row] = {std::vector<std::int32_t>(columns, none_above),
                       std::vector<std::int32_t>(columns, none_below)};
    for (std::size_t x = 0; x < columns; ++x) {
      for (std::size_t other = 0; other < ends.size(); ++other) {
        auto& above = neighbours[row].above[x];
        auto& below = neighbours[row].below[x];
        if (other < row) above = std::max(above, ends[other].last[x]);
        if (other > row) below = std::min(below, ends[other].first[x]);
      }
    }
  }
  return neighbours;
}

/// Both sweeps, strip by strip, as the job does them.
std::vector<float> transformed(const Layers<std::uint8_t>& layers, std::int64_t side, double dx,
                               double dy, std::int64_t block_rows = 32) {
  CodeSet set(65536, 0);
  set[5] = 1;
  const Partition partition(layers.grid, side, side);
  const auto neighbours = neighbours_of(layers, partition, set);
  std::vector<float> metres(layers.zones.size());
  std::vector<std::int32_t> apart(layers.zones.size());
  const auto width = layers.grid.width;
  const auto n = static_cast<std::size_t>(width);
  for (std::int64_t row = 0; row < partition.rows(); ++row) {
    const auto& near = neighbours[static_cast<std::size_t>(row)];
    const Tile first = partition.tile(row, 0);
    MarkedStrip strip;
    strip.start({0, first.y, width, first.height}, block_rows);
    for (std::int64_t column = 0; column < partition.columns(); ++column) {
      ZoneRuns runs;
      const Tile tile = partition.tile(row, column);
      const TileView view = layers.view(tile, runs);
      strip.add(view, set, near, 0);
      column_distances(view, set, near, 0, width, apart.data() + tile.y * width + tile.x);
    }
    if (dx == dy) {
      SquareDistances transform;
      for (std::size_t b = 0; b < strip.blocks(); ++b) {
        const auto block = strip.block(b);
        transform.fill(block.marks, width, block.first_row, block.above, block.below, dx,
                       std::span(metres).subspan(static_cast<std::size_t>(block.first_row) * n,
                                                 block.marks.size()));
      }
      continue;
    }
    RowDistances transform;
    for (std::int64_t y = first.y; y < first.y + first.height; ++y) {
      const auto at = static_cast<std::size_t>(y) * n;
      transform.fill(std::span<const std::int32_t>(apart).subspan(at, n), dx, dy,
                     std::span(metres).subspan(at, n));
    }
  }
  return metres;
}

void expect_as_one_by_one(const Layers<std::uint8_t>& layers) {
  const auto expected = one_by_one(layers, 30, 30);
  for (const std::int64_t side : {1, 8, 13, 64, 200}) {
    for (const std::int64_t block_rows : {1, 5, 32}) {
      const auto found = transformed(layers, side, 30, 30, block_rows);
      for (std::size_t i = 0; i < expected.size(); ++i)
        ASSERT_EQ(found[i], static_cast<float>(expected[i])) << side << " " << i;
    }
  }
}

TEST(Distance, OfSquareCellsIsExactForEveryTileSize) {
  for (const unsigned one_in : {2U, 20U, 300U, 2000U})
    expect_as_one_by_one(random_raster(61, 47, one_in));
}

TEST(Distance, OfBlobsAndLinesIsExact) {
  auto layers = random_raster(120, 90, 0);
  const auto paint = [&](const auto& inside) {
    for (std::int64_t i = 0; i < layers.grid.cells(); ++i) {
      if (inside(i % 120, i / 120)) layers.years[0][static_cast<std::size_t>(i)] = 5;
    }
  };
  paint([](auto x, auto y) { return (x - 30) * (x - 30) + (y - 20) * (y - 20) < 90; });
  paint([](auto x, auto y) { return x - y == 25; });
  paint([](auto x, auto y) { return x < 2 && y > 60; });
  expect_as_one_by_one(layers);
  paint([](auto, auto y) { return y == 70; });  // all across
  paint([](auto x, auto y) { return x > 80 && y > 10 && y < 40; });
  expect_as_one_by_one(layers);
}

TEST(Distance, WhoseSquareIsBeyondThirtyTwoBitsIsExact) {
  auto layers = random_raster(3, 70'000, 0);
  layers.years[0][1] = 5;  // in the first row alone
  const auto found = transformed(layers, 30'000, 1, 1);
  for (const std::int64_t y : {0, 1, 32'766, 32'767, 32'768, 40'000, 69'999}) {
    const double middle = static_cast<double>(y);
    EXPECT_EQ(found[static_cast<std::size_t>(3 * y + 1)], static_cast<float>(middle));
    EXPECT_EQ(found[static_cast<std::size_t>(3 * y)],
              static_cast<float>(std::sqrt(middle * middle + 1)));
  }
}

TEST(Distance, IsToAllCodesOfAClassButNotToMissingValues) {
  const auto layers = random_raster(40, 3, 4);
  for (const int codes : {0, 1, 3, 9}) {
    CodeSet set(65536, 0);
    for (int code = 1; code <= codes; ++code)
      set[static_cast<std::size_t>(code)] = 1;
    for (const int nodata : {-1, 1}) {
      ZoneRuns runs;
      TileView view = layers.view({0, 0, 40, 3}, runs);
      view.codes[0].nodata = nodata;
      std::vector<std::uint16_t> wide(layers.years[0].begin(), layers.years[0].end());
      TileView words = view;
      words.codes[0].cells = Span2D<const std::uint16_t>{wide.data(), 40, 3, 40};
      for (std::int64_t y = 0; y < 3; ++y) {
        std::vector<std::uint8_t> marks(40);
        std::vector<std::uint8_t> word_marks(40);
        TargetMarks(view, set).fill(y, marks);
        TargetMarks(words, set).fill(y, word_marks);
        EXPECT_EQ(marks, word_marks);
        for (std::size_t x = 0; x < 40; ++x) {
          const int code = layers.years[0][static_cast<std::size_t>(y) * 40 + x];
          EXPECT_EQ(marks[x], code >= 1 && code <= codes && code != nodata ? 255 : 0);
        }
      }
    }
  }
}

TEST(Distance, OfOblongCells) {
  const auto layers = random_raster(61, 47, 200);
  const auto expected = one_by_one(layers, 20, 35);
  const auto found = transformed(layers, 10, 20, 35);
  for (std::size_t i = 0; i < expected.size(); ++i)
    ASSERT_FLOAT_EQ(found[i], static_cast<float>(expected[i]));
}

TEST(Distance, ToAClassWithoutCellsIsInfinite) {
  for (const float metres : transformed(random_raster(10, 7, 0), 4, 1, 1))
    EXPECT_EQ(metres, std::numeric_limits<float>::infinity());
}

TEST(Distance, InARowWithOneColumn) {
  auto layers = random_raster(1, 5, 0);
  layers.years[0][1] = 5;
  EXPECT_EQ(transformed(layers, 2, 1, 1), (std::vector<float>{1, 0, 1, 2, 3}));
}

}  // namespace
}  // namespace terrabalance
