#include "kernels/landscape/second_sweep/proximity.hpp"

#include <cmath>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "tests/kernels/landscape/raster.hpp"
#include "tests/kernels/landscape/twin.hpp"

namespace terrabalance::landscape::test {
namespace {

struct Cell {
  double x;
  double y;
};

double squared_distance(const std::vector<Cell>& a, const std::vector<Cell>& b) {
  double best = 1e300;
  for (const Cell& p : a)
    for (const Cell& q : b)
      best = std::min(best, (p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y));
  return best;
}

ClassWeights random_weights(std::mt19937& random) {
  ClassWeights weights;
  for (ClassIndex a = 0; a < 6; ++a)
    for (ClassIndex b = 0; b < 6; ++b)
      weights.set(a, b, static_cast<double>(random() % 11) / 10);
  return weights;
}

TEST(Proximity, EqualsComparingEveryPairOfCells) {
  std::mt19937 random(21);
  for (int trial = 0; trial < 300; ++trial) {
    const Raster raster = random_raster(random);
    const Directions directions = trial % 2 == 0 ? Directions::eight : Directions::four;
    const ProximityOptions wanted{.radius = 30.0 * (1 + trial % 5),
                                  .similarity = random_weights(random),
                                  .neighbour = 1 + trial % 4};
    std::map<std::int64_t, std::vector<Cell>> cells;
    const auto ids = brute_force_ids(raster, directions);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] == 0) continue;
      const auto place = static_cast<std::int64_t>(i);
      cells[ids[i]].push_back({static_cast<double>(place % raster.width) * raster.cell.dx,
                               static_cast<double>(place / raster.width) * raster.cell.dy});
    }
    const Cut cut{.tile_width = 1 + trial % 9, .tile_height = 1 + trial % 7, .ranks = 2};
    Whole whole = sweep_twice(raster, options_for(raster, directions, {}), cut);
    const auto result = proximity(whole.second.edges, whole.summary.closed, raster.cell, wanted, 1);
    ASSERT_EQ(result.size(), cells.size());
    std::map<std::int64_t, const Patch*> patches;
    for (const Patch& patch : whole.summary.closed)
      patches[patch_id(patch)] = &patch;
    for (const PatchProximity& found : result) {
      const Patch& focal = *patches.at(found.patch + 1);
      double prox = 0;
      double simi = 0;
      std::int64_t links = 0;
      std::vector<double> distances;
      for (const auto& [id, patch] : patches) {
        if (patch == &focal || patch->zone != focal.zone) continue;
        const double squared = squared_distance(cells.at(found.patch + 1), cells.at(id));
        const double weight = patch->area(raster.cell) / squared;
        const bool near = squared <= wanted.radius * wanted.radius;
        if (near) simi += weight * wanted.similarity(focal.class_index, patch->class_index);
        if (patch->class_index != focal.class_index) continue;
        distances.push_back(std::sqrt(squared));
        if (!near) continue;
        prox += weight;
        ++links;
      }
      std::sort(distances.begin(), distances.end());
      EXPECT_NEAR(found.prox, prox, 1e-9 * (1 + prox)) << trial;
      EXPECT_NEAR(found.simi, simi, 1e-9 * (1 + simi)) << trial;
      EXPECT_EQ(found.links, links) << trial;
      const auto k = static_cast<std::size_t>(wanted.neighbour);
      if (distances.size() < k) {
        EXPECT_TRUE(std::isinf(found.kth)) << trial;
      } else {
        EXPECT_DOUBLE_EQ(found.kth, distances[k - 1]) << trial;
      }
    }
  }
}

TEST(Proximity, IsSummedOverClassesAndLandscapes) {
  // Two patches of class 1, two cells apart; one of class 2 between them; one of class 1 far off.
  const Raster raster = picture("121......1");
  Whole whole = sweep_twice(raster, options_for(raster, Directions::eight, {}), {});
  auto all = landscapes(whole.summary, raster.cell);
  add_proximity(all, proximity(whole.second.edges, whole.summary.closed, raster.cell,
                               {.radius = 2, .similarity = {}, .neighbour = 2}, 1));
  const ProximityTotals& ones = all[0].classes[0].proximity;
  EXPECT_EQ(ones.links, 1);
  EXPECT_EQ(ones.possible_links, 3);
  EXPECT_DOUBLE_EQ(ones.prox.mean, (0.25 + 0.25 + 0) / 3);
  EXPECT_DOUBLE_EQ(ones.kth.mean, (9.0 + 7.0 + 9.0) / 3);
  EXPECT_EQ(all[0].proximity.possible_links, 3);
  EXPECT_DOUBLE_EQ(all[0].proximity.prox.mean, 0.5 / 4);
}

TEST(PatchLabels, AreTheSameHoweverTheRasterIsCut) {
  std::mt19937 random(22);
  for (int trial = 0; trial < 300; ++trial) {
    const Raster raster = random_raster(random);
    const Directions directions = trial % 2 == 0 ? Directions::eight : Directions::four;
    auto options = options_for(raster, directions, {.moments = true});
    options.keep_crossing = true;
    const std::int64_t width = 1 + trial % 9;
    const std::int64_t height = 1 + trial % 7;
    Summary whole = sweep_patches(
        raster, options, {.tile_width = width, .tile_height = height, .ranks = 1 + trial % 4});
    const CrossingPatches crossing(whole);
    Tiles tiles(raster);
    std::vector<std::int64_t> ids(raster.codes.size(), -1);
    for (std::int64_t y = 0; y < raster.height; y += height) {
      for (std::int64_t x = 0; x < raster.width; x += width) {
        const Tile tile{x, y, std::min(width, raster.width - x),
                        std::min(height, raster.height - y)};
        std::vector<std::int64_t> part(static_cast<std::size_t>(tile.cells()));
        label_patches(tiles.read(tile), 0, options, crossing, part);
        for (std::int64_t i = 0; i < tile.cells(); ++i)
          ids[static_cast<std::size_t>((y + i / tile.width) * raster.width + x + i % tile.width)] =
              part[static_cast<std::size_t>(i)];
      }
    }
    ASSERT_EQ(ids, brute_force_ids(raster, directions)) << trial;
  }
}

}  // namespace
}  // namespace terrabalance::landscape::test
