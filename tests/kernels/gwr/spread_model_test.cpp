#include "kernels/gwr/spread/spread_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/gwr/diagnostics.hpp"

/// \file
/// A model of blocks with the points within their reach is the model of all points.
namespace terrabalance::gwr {
namespace {

/// Towns and a thin country, some points twice.
Observations simulated(std::size_t n, const PointGrid::Extent& extent) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  Observations o;
  o.names = {"a", "b"};
  o.predictors.resize(2);
  for (std::size_t i = 0; i < n; ++i) {
    double x = extent.west + (extent.east - extent.west) * uniform(random);
    double y = extent.south + (extent.north - extent.south) * uniform(random);
    if (i % 3 != 0) {
      const double town = std::floor(uniform(random) * 4) / 4 + 0.1;
      x = extent.west +
          (extent.east - extent.west) * std::clamp(town + normal(random) / 100, 0., 1.);
      y = extent.south +
          (extent.north - extent.south) * std::clamp(town + normal(random) / 60, 0., 1.);
    }
    if (i % 50 == 49) {
      x = o.x.back();
      y = o.y.back();
    }
    o.x.push_back(x);
    o.y.push_back(y);
    o.predictors[0].push_back(normal(random));
    o.predictors[1].push_back(100 + normal(random));
    o.response.push_back(std::sin(x / 20) * o.predictors[0].back() + o.predictors[1].back() / 9 +
                         normal(random) / 5);
  }
  return o;
}

PointGrid grid_of(const Observations& o, Metric metric) {
  const auto [west, east] = std::ranges::minmax(o.x);
  const auto [south, north] = std::ranges::minmax(o.y);
  PointGrid grid({west, east, south, north}, static_cast<std::int64_t>(o.size()), metric);
  std::vector<std::int64_t> counts(static_cast<std::size_t>(grid.columns() * grid.rows()), 0);
  for (std::size_t i = 0; i < o.size(); ++i)
    ++counts[grid.cell_of(o.x[i], o.y[i])];
  grid.fill(counts);
  return grid;
}

double distance(const Observations& o, std::size_t i, std::size_t j, Metric metric) {
  if (metric == Metric::planar) return std::hypot(o.x[i] - o.x[j], o.y[i] - o.y[j]);
  constexpr double radian = std::numbers::pi / 180;
  const double up = std::sin((o.y[i] - o.y[j]) * radian / 2);
  const double across = std::sin((o.x[i] - o.x[j]) * radian / 2);
  return 2 * earth_radius_km *
         std::asin(
             std::min(1.0, std::sqrt(up * up + std::cos(o.y[i] * radian) *
                                                   std::cos(o.y[j] * radian) * across * across)));
}

struct Case {
  std::string name;
  Metric metric;
  PointGrid::Extent extent;
};
void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

class Spread : public testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(Places, Spread,
                         testing::Values(Case{"plane", Metric::planar, {0, 1000, 0, 700}},
                                         Case{"ribbon", Metric::planar, {0, 1e6, 0, 1}},
                                         Case{"line", Metric::planar, {5, 5, 0, 1e4}},
                                         Case{"province", Metric::great_circle, {104, 113, 20, 26}},
                                         Case{"world", Metric::great_circle, {-180, 180, -90, 90}},
                                         Case{"pole", Metric::great_circle, {-180, 180, 60, 90}}),
                         [](const auto& place) { return place.param.name; });

/// By every pair of points.
TEST_P(Spread, NoNeighbourLiesBeyondItsBoundOrOutsideItsBoxes) {
  const Metric metric = GetParam().metric;
  const Observations o = simulated(1500, GetParam().extent);
  const PointGrid grid = grid_of(o, metric);
  ASSERT_EQ(grid.count(grid.whole()), 1500);
  for (std::size_t i = 0; i < o.size(); i += 7) {
    const auto cell = static_cast<std::int64_t>(grid.cell_of(o.x[i], o.y[i]));
    const std::int64_t column = cell % grid.columns();
    const std::int64_t row = cell / grid.columns();
    std::vector<double> distances;
    for (std::size_t j = 0; j < o.size(); ++j)
      distances.push_back(distance(o, i, j, metric));
    std::vector<double> sorted = distances;
    std::ranges::sort(sorted);
    for (const std::int64_t k : {1, 20, 300, 1500}) {
      const double bound = grid.neighbour_bound(column, row, k);
      EXPECT_LE(sorted[static_cast<std::size_t>(k - 1)], bound);
      std::vector<CellBox> boxes;
      grid.add_boxes_within(column, row, bound, boxes);
      const CellSet cells(boxes);
      for (std::size_t j = 0; j < o.size(); ++j) {
        if (distances[j] > bound) continue;
        const auto there = static_cast<std::int64_t>(grid.cell_of(o.x[j], o.y[j]));
        EXPECT_TRUE(cells.has(there % grid.columns(), there / grid.columns())) << i << ' ' << j;
      }
    }
  }
}

TEST_P(Spread, BlocksShareTheCellsWithPoints) {
  const Observations o = simulated(5000, GetParam().extent);
  const PointGrid grid = grid_of(o, GetParam().metric);
  const std::vector<CellBox> blocks = blocks_of(grid, 400);
  EXPECT_GT(blocks.size(), 12);
  std::int64_t all = 0;
  for (const CellBox& block : blocks) {
    all += grid.count(block);
    EXPECT_TRUE(grid.count(block) <= 400 || (block.width() == 1 && block.height() == 1));
  }
  EXPECT_EQ(all, 5000);
  for (std::size_t a = 0; a < blocks.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      EXPECT_TRUE(blocks[a].left >= blocks[b].right || blocks[b].left >= blocks[a].right ||
                  blocks[a].bottom >= blocks[b].top || blocks[b].bottom >= blocks[a].top);
    }
  }
  for (const std::size_t ranks : {1UL, 3UL, 7UL, 64UL}) {
    const auto firsts = shares_of(grid, blocks, ranks);
    ASSERT_EQ(firsts.size(), ranks + 1);
    EXPECT_EQ(firsts.front(), 0);
    EXPECT_EQ(firsts.back(), blocks.size());
    EXPECT_TRUE(std::ranges::is_sorted(firsts));
  }
}

/// A column of places, in the order of the rows.
void expect_near(const std::vector<double>& got, const std::vector<double>& wanted,
                 double tolerance, const char* name) {
  ASSERT_EQ(got.size(), wanted.size());
  double size = 0;
  for (const double value : wanted)
    if (std::isfinite(value)) size = std::max(size, std::abs(value));
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_EQ(std::isnan(got[i]), std::isnan(wanted[i])) << name << ' ' << i;
    if (!std::isfinite(wanted[i]) && got[i] == wanted[i]) continue;
    if (std::isnan(got[i])) continue;
    ASSERT_NEAR(got[i], wanted[i], tolerance * size) << name << ' ' << i;
  }
}

std::vector<double> inverses(std::vector<double> values) {
  for (double& value : values)
    value = 1 / value;
  return values;
}

TEST_P(Spread, IsTheModelOfAllPoints) {
  const Observations o = simulated(3000, GetParam().extent);
  const PointGrid grid = grid_of(o, GetParam().metric);
  HeldPoints points{std::vector<std::int64_t>(o.size()), o};
  for (std::size_t i = 0; i < o.size(); ++i)
    points.rows[i] = static_cast<std::int64_t>(i);
  Team team;
  team.threads = 2;
  const double wide = distance(o, 0, 1, GetParam().metric) / 5;
  struct Choice {
    Kernel kernel;
    bool adaptive;
    double bandwidth;
    double least_weight;
  };
  for (const Choice& choice :
       {Choice{Kernel::bisquare, true, 60, 0}, Choice{Kernel::boxcar, true, 12, 0},
        Choice{Kernel::tricube, false, wide, 0}, Choice{Kernel::gaussian, true, 20, 1e-3}}) {
    const Weights weights{choice.kernel, GetParam().metric, choice.adaptive, choice.least_weight};
    std::vector<BlockCells> blocks;
    for (const CellBox& block : blocks_of(grid, 300))
      blocks.emplace_back(grid, block, weights, choice.bandwidth);
    const SpreadModel model(grid, blocks, points, weights, 2);
    const PointModel one(o, weights, 2);
    LocalFit wanted = one.fit(choice.bandwidth, 2, true);
    LocalFit got = LocalFit::of_missing(o.size(), 3, true);
    const auto whole =
        model.fit(choice.bandwidth, team, [&](auto row, LocalFit& fit, std::size_t i) {
          std::vector<double> numbers;
          fit.for_numbers(i, [&](double value) { numbers.push_back(value); });
          std::size_t next = 0;
          got.for_numbers(static_cast<std::size_t>(row),
                          [&](double& value) { value = numbers[next++]; });
        });
    EXPECT_EQ(got.status, wanted.status);
    EXPECT_EQ(whole.sums.places, wanted.sums.places);
    EXPECT_EQ(whole.sums.failed, wanted.sums.failed);
    EXPECT_NEAR(whole.sums.rss, wanted.sums.rss, 1e-9 * wanted.sums.rss);
    // Products square the condition: where that is beyond all digits, little can be asked of what
    // is fitted, whatever solves it.
    const double most = 1 / std::sqrt(std::numeric_limits<double>::epsilon());
    std::size_t lost = 0;
    for (std::size_t i = 0; i < o.size(); ++i) {
      if (!(wanted.condition_number[i] > most) && !(got.condition_number[i] > most)) continue;
      EXPECT_NEAR(got.fitted[i], wanted.fitted[i], 1e-4) << i;
      EXPECT_NEAR(got.influence[i], wanted.influence[i], 1e-4) << i;
      wanted.sums.tr_s += got.influence[i] - wanted.influence[i];
      got.fitted[i] = wanted.fitted[i];
      got.influence[i] = wanted.influence[i];
      got.local_r2[i] = wanted.local_r2[i];
      ++lost;
    }
    EXPECT_LE(lost, 5);  // of 3,000
    EXPECT_NEAR(whole.sums.tr_s, wanted.sums.tr_s, 1e-9 * wanted.sums.tr_s);
    EXPECT_NEAR(whole.tss, diagnose(wanted).tss, 1e-9 * whole.tss);
    expect_near(got.fitted, wanted.fitted, 1e-8, "fitted");
    expect_near(got.influence, wanted.influence, 1e-8, "influence");
    expect_near(got.local_r2, wanted.local_r2, 1e-6, "local_r2");
    expect_near(inverses(got.condition_number), inverses(wanted.condition_number), 1e-6,
                "inverse condition");
    const Sums sums = model.evaluate(choice.bandwidth, team);
    EXPECT_EQ(sums.places, wanted.sums.places);
    if (std::isfinite(wanted.sums.press)) {
      EXPECT_NEAR(sums.press, wanted.sums.press, 1e-7 * wanted.sums.press);
    }
  }
}

}  // namespace
}  // namespace terrabalance::gwr
