#include "engine/sweep/halo.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "engine/sweep/sweep.hpp"

namespace terrabalance {
namespace {

constexpr std::int64_t width = 23;
constexpr std::int64_t height = 17;

std::uint8_t code_at(std::int64_t x, std::int64_t y) {
  return static_cast<std::uint8_t>((x * 7 + y * 13) % 11);
}

/// A grid whose codes follow a formula and whose zones are stripes four cells wide.
struct Formula {
  class Reader {
   public:
    const TileView& read(const Tile& tile) {
      cells_.clear();
      runs_.clear();
      for (std::int64_t y = tile.y; y < tile.y + tile.height; ++y) {
        for (std::int64_t x = tile.x; x < tile.x + tile.width; ++x)
          cells_.push_back(code_at(x, y));
        for (std::int64_t x = tile.x; x < tile.x + tile.width;) {
          const std::int64_t end = std::min(tile.x + tile.width, (x / 4 + 1) * 4);
          runs_.add({static_cast<std::int32_t>(x - tile.x), static_cast<std::int32_t>(end - tile.x),
                     static_cast<std::int32_t>(x / 4 + 1)});
          x = end;
        }
        runs_.end_row();
      }
      view_.tile = view_.core = tile;
      view_.codes = {
          {Span2D<const std::uint8_t>{cells_.data(), tile.width, tile.height, tile.width}, -1}};
      view_.zones = &runs_;
      return view_;
    }

   private:
    std::vector<std::uint8_t> cells_;
    ZoneRuns runs_;
    TileView view_;
  };
  Reader reader() const { return {}; }
};

/// Sum over the core's cells of all codes within `radius`, by zone of the cell.
struct WindowSum {
  using Summary = std::vector<std::int64_t>;
  std::int64_t radius;

  std::int64_t halo() const { return radius; }
  Summary scan(const TileView& view) const {
    Summary sums(8);
    const auto& cells = std::get<Span2D<const std::uint8_t>>(view.codes[0].cells);
    EXPECT_EQ(view.tile, expanded(view.core, radius, {0, 0, width, height}));
    for (std::int64_t y = 0; y < view.tile.height; ++y) {
      for (const ZoneRun& run : view.zones->row(y)) {
        for (std::int64_t x = run.begin; x < run.end; ++x) {
          const Tile cell{view.tile.x + x, view.tile.y + y, 1, 1};
          if (expanded(cell, 0, view.core) != cell) continue;
          const Tile window = expanded(cell, radius, view.tile);
          for (std::int64_t j = window.y; j < window.y + window.height; ++j) {
            for (std::int64_t i = window.x; i < window.x + window.width; ++i) {
              EXPECT_EQ(cells(i - view.tile.x, j - view.tile.y), code_at(i, j));
              sums[static_cast<std::size_t>(run.zone)] += code_at(i, j);
            }
          }
        }
      }
    }
    return sums;
  }
  void merge(Summary& first, Summary&& second, Side /*side*/) const {
    for (std::size_t i = 0; i < first.size(); ++i)
      first[i] += second[i];
  }
};

TEST(Halo, EndsAtTheBorderOfTheGrid) {
  EXPECT_EQ(expanded({0, 4, 8, 4}, 2, {0, 0, 10, 9}), (Tile{0, 2, 10, 7}));
}

TEST(Halo, KernelsSeeTheSameCellsForEveryTileSizeAndFusedWithOthers) {
  const Grid grid{.width = width, .height = height};
  Runtime runtime;
  runtime.threads = 2;
  const auto run = [&](std::int64_t side) {
    return sweep(runtime, Partition(grid, side, side), Formula{}, WindowSum{0}, WindowSum{3},
                 WindowSum{1});
  };
  const auto whole = run(100);
  EXPECT_GT(std::get<1>(whole)[2], std::get<2>(whole)[2]);
  for (const std::int64_t side : {1, 2, 5, 8, 16})
    EXPECT_EQ(run(side), whole) << side;
}

}  // namespace
}  // namespace terrabalance
