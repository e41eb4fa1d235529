#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"
#include "kernels/zone/land_balance.hpp"
#include "kernels/zone/levels.hpp"
#include "kernels/zone/linear_program.hpp"

namespace terrabalance::zone {
namespace {

using testing::HasSubstr;

template <class Action>
std::string message_of(Action&& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

// The glass works of Hillier and Lieberman, "Introduction to operations research", ch. 3: maximise
// 3 x1 + 5 x2 with x1 <= 4, 2 x2 <= 12, 3 x1 + 2 x2 <= 18. Solution (2, 6), 36; shadow prices
// 0, 3/2 and 1.
LinearProgram glass_works() {
  return {{{"doors", -3}, {"windows", -5}},
          {{"plant 1", {{0, 1}}, -unbounded, 4},
           {"plant 2", {{1, 2}}, -unbounded, 12},
           {"plant 3", {{0, 3}, {1, 2}}, -unbounded, 18}}};
}

TEST(LinearProgram, OfTheGlassWorks) {
  const Solution s = solve(glass_works());
  EXPECT_NEAR(s.objective, -36, 1e-9);
  EXPECT_NEAR(s.values[0], 2, 1e-9);
  EXPECT_NEAR(s.values[1], 6, 1e-9);
  EXPECT_NEAR(s.duals[0], 0, 1e-9);
  EXPECT_NEAR(s.duals[1], -1.5, 1e-9);
  EXPECT_NEAR(s.duals[2], -1, 1e-9);
}

TEST(LinearProgram, NamesExactlyTheLimitsInConflict) {
  LinearProgram program = glass_works();
  program.constraints.push_back({"orders", {{0, 1}, {1, 1}}, 20, unbounded});
  const auto message = message_of([&] { solve(program); });
  // x1 + x2 >= 20 against x1 <= 4 and x2 <= 6 (or plant 3): plant 3 alone allows x1 + x2 <= 9.
  EXPECT_THAT(message, HasSubstr("orders at least 20"));
  EXPECT_THAT(message, HasSubstr("contradict"));
  LinearProgram crossed{{{"forest", 1, 10, 5}}, {}};
  EXPECT_THAT(message_of([&] { solve(crossed); }),
              HasSubstr("forest at least 10; forest at most 5"));
}

TEST(LinearProgram, SaysThatItHasNoMinimum) {
  EXPECT_THAT(message_of([] {
                solve({{{"x", -1}}, {{"row", {{0, 1}}, 1, unbounded}}});
              }),
              HasSubstr("no minimum"));
}

std::vector<LandClass> city() {
  return {{"cropland", 300, 0.4, 200, unbounded},
          {"forest", 450, -0.6, 300, 500},
          {"grassland", 50, -0.02, 0, 100},
          {"construction", 200, 12, 150, unbounded}};
}

// Every structure in steps of 10 ha.
TEST(OptimalStructure, IsTheBestOfAllOnAGrid) {
  const auto classes = city();
  double best = 1e300;
  for (int crop = 200; crop <= 1000; crop += 10) {
    for (int forest = 300; forest <= 500; forest += 10) {
      for (int grass = 0; grass <= 100; grass += 10) {
        const int built = 1000 - crop - forest - grass;
        if (built >= 150)
          best = std::min(best, 0.4 * crop - 0.6 * forest - 0.02 * grass + 12 * built);
      }
    }
  }
  const Structure found = optimal_structure(classes);
  EXPECT_NEAR(found.net_t_c, best, 1e-9);
  EXPECT_NEAR(std::accumulate(found.area_ha.begin(), found.area_ha.end(), 0.0), 1000, 1e-9);
  // One ha more of construction must replace cropland: 12 - 0.4.
  EXPECT_NEAR(found.marginal[3], 11.6, 1e-9);
  auto one_more = classes;
  one_more[3].lower_ha += 1;
  EXPECT_NEAR(optimal_structure(one_more).net_t_c - found.net_t_c, found.marginal[3], 1e-9);
}

TEST(OptimalStructure, NamesWhatCannotBeHad) {
  auto classes = city();
  classes[0].lower_ha = 800;
  const auto message = message_of([&] { optimal_structure(classes); });
  EXPECT_THAT(message,
              testing::AllOf(HasSubstr("total area at most 1000"),
                             HasSubstr("cropland at least 800"), HasSubstr("forest at least 300")));
}

TEST(ParetoFront, RisesAndIsConvex) {
  const auto front = pareto_front(city(), 3, 9);
  EXPECT_NEAR(front.front().construction_ha, 150, 1e-9);
  EXPECT_NEAR(front.back().construction_ha, 500, 1e-9);
  for (std::size_t k = 1; k + 1 < front.size(); ++k) {
    EXPECT_GT(front[k].net_t_c, front[k - 1].net_t_c);
    EXPECT_GE(front[k + 1].net_t_c + front[k - 1].net_t_c - 2 * front[k].net_t_c, -1e-9);
  }
  EXPECT_NEAR(front.front().net_t_c, optimal_structure(city()).net_t_c, 1e-9);
}

TEST(ParetoFront, IsWhatTheLinearProgramFinds) {
  std::mt19937 random(5);
  const auto number = [&random](double scale) {
    return scale * static_cast<double>(random() % 101);
  };
  for (int trial = 0; trial < 100; ++trial) {
    std::vector<LandClass> classes;
    for (const char* name : {"a", "b", "c", "d", "construction"}) {
      const double area = 1 + number(1);
      const double upper = trial % 3 == 0 ? unbounded : area + number(0.5);
      classes.push_back({name, area, number(0.1) - 5, area * number(0.01), upper});
    }
    for (const ParetoPoint& point : pareto_front(classes, 4, 5)) {
      auto fixed = classes;
      fixed[4].lower_ha = fixed[4].upper_ha = point.construction_ha;
      EXPECT_NEAR(optimal_structure(fixed).net_t_c, point.net_t_c, 1e-9);
      double total = 0;
      for (std::size_t k = 0; k < 5; ++k) {
        total += point.area_ha[k] - classes[k].area_ha;
        EXPECT_GE(point.area_ha[k], classes[k].lower_ha - 1e-9);
        EXPECT_LE(point.area_ha[k], classes[k].upper_ha + 1e-9);
      }
      EXPECT_NEAR(total, 0, 1e-9);
    }
  }
}

TEST(LandBalance, ByHand) {
  const Balance b = land_balance(city());
  EXPECT_EQ(b.source_ha, 500);
  EXPECT_EQ(b.sink_ha, 500);
  EXPECT_EQ(b.ratio, 1);
  EXPECT_NEAR(b.source_t_c, 2520, 1e-12);
  EXPECT_NEAR(b.sink_t_c, 271, 1e-12);
  EXPECT_NEAR(equivalent_ha(12, -0.6), 20, 1e-12);
  EXPECT_THROW(equivalent_ha(12, 0), InputError);
  EXPECT_THROW(land_balance(std::vector<LandClass>{{"forest", -1, -0.6}}), InputError);
}

double moved(const std::vector<Offset>& offsets) {
  double sum = 0;
  for (const Offset& o : offsets)
    sum += o.t_c;
  return sum;
}

TEST(Offsets, ProportionalOnesUseUpTheScarcerSide) {
  const std::vector<double> net{-6, 4, -2, 12};
  const auto offsets = proportional_offsets(net);
  EXPECT_EQ(offsets.size(), 4U);
  EXPECT_NEAR(moved(offsets), 8, 1e-12);
  EXPECT_NEAR(offsets[0].t_c, 6 * 4.0 / 16, 1e-12);
  EXPECT_TRUE(proportional_offsets(std::vector<double>{1, 2}).empty());
}

// A transport problem whose amounts are all 1 is an assignment: try all of them.
TEST(Offsets, NearestOnesHaveTheLeastTransport) {
  std::mt19937 random(6);
  for (int trial = 0; trial < 20; ++trial) {
    const std::vector<double> net{-1, -1, -1, -1, 1, 1, 1, 1};
    std::vector<double> km(64);
    for (double& d : km)
      d = static_cast<double>(random() % 100);
    std::vector<std::size_t> to{4, 5, 6, 7};
    double least = 1e300;
    do {
      double sum = 0;
      for (std::size_t from = 0; from < 4; ++from)
        sum += km[from * 8 + to[from]];
      least = std::min(least, sum);
    } while (std::next_permutation(to.begin(), to.end()));
    double found = 0;
    const auto offsets =
        nearest_offsets(net, [&](std::size_t a, std::size_t b) { return km[a * 8 + b]; });
    for (const Offset& o : offsets)
      found += o.t_c * km[o.from * 8 + o.to];
    EXPECT_NEAR(found, least, 1e-9);
    EXPECT_NEAR(moved(offsets), 4, 1e-9);
  }
}

TEST(Levels, AreCutFromLowToHigh) {
  const std::vector<double> c{0.1, 0.12, 0.5, 0.52, 0.9, 0.91};
  const auto bounds = level_bounds(c, Cut::natural, "ecology");
  EXPECT_EQ(level_of(0.12, bounds), Level::low);
  EXPECT_EQ(level_of(0.5, bounds), Level::medium);
  EXPECT_EQ(level_of(0.9, bounds), Level::high);
  EXPECT_THAT(message_of([] {
                level_bounds(std::vector<double>{0.2, 0.2, 0.4}, Cut::natural, "ecology");
              }),
              HasSubstr("'ecology'"));
}

TEST(Units, AreNumberedOnce) {
  int number = 0;
  for (const Unit& unit : all_units())
    EXPECT_EQ(unit.number(), ++number);
  EXPECT_EQ(number, 27);
}

TEST(Rules, DefaultOnesFollowTheText) {
  const auto zones = zone_table(default_rules());
  const auto zone = [&](Level x, Level y, Level z) {
    return zones[static_cast<std::size_t>(Unit{x, y, z}.number() - 1)];
  };
  EXPECT_EQ(zone(Level::low, Level::low, Level::high), "carbon balance zone");
  EXPECT_EQ(zone(Level::medium, Level::high, Level::high), "carbon balance zone");
  EXPECT_EQ(zone(Level::high, Level::high, Level::low), "carbon intensity control zone");
  EXPECT_EQ(zone(Level::high, Level::low, Level::high), "carbon intensity control zone");
  EXPECT_EQ(zone(Level::high, Level::high, Level::high), "low-carbon optimisation zone");
  EXPECT_EQ(zone(Level::low, Level::low, Level::low), "low-carbon optimisation zone");
  std::map<std::string, int> count;
  for (const auto& z : zones)
    ++count[z];
  EXPECT_EQ(count["carbon balance zone"], 6);
  EXPECT_EQ(count["carbon intensity control zone"], 5);
  EXPECT_EQ(count["low-carbon optimisation zone"], 16);
}

TEST(Rules, NameWhatIsMissingOrNeverReached) {
  EXPECT_THAT(message_of([] {
                zone_table(std::vector<Rule>{{"a", {Level::low, Level::medium}, {}, {}},
                                             {"b", {Level::high}, {}, {Level::low, Level::medium}},
                                             {"c", {Level::high}, {Level::low, Level::high}, {}}});
              }),
              HasSubstr("units 24 (high, medium, high);"));
  EXPECT_THAT(message_of([] {
                zone_table(std::vector<Rule>{{"a", {}, {}, {}}, {"b", {}, {}, {}}});
              }),
              HasSubstr("rule 2 (b) is never reached"));
}

TEST(Weakest, IsTheLowestLevelThenTheLowestValue) {
  EXPECT_EQ(weakest({Level::high, Level::low, Level::medium}, {0.9, 0.3, 0.2}), Axis::y);
  EXPECT_EQ(weakest({Level::low, Level::low, Level::low}, {0.3, 0.2, 0.1}), Axis::z);
}

}  // namespace
}  // namespace terrabalance::zone
