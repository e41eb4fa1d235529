#include "kernels/zone/transport.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "kernels/zone/land_balance.hpp"
#include "kernels/zone/linear_program.hpp"

namespace terrabalance::zone {
namespace {

struct Problem {
  std::vector<double> supply;
  std::vector<double> demand;
  std::vector<double> cost;  // [supply][demand]

  double at(std::size_t i, std::size_t j) const { return cost[i * demand.size() + j]; }
  std::vector<Flow> solve() const {
    return transport(supply, demand, [this](std::size_t i, std::size_t j) { return at(i, j); });
  }
};

double sum(const std::vector<double>& values) {
  double total = 0;
  for (const double value : values)
    total += value;
  return total;
}

/// Random amounts and costs; few different ones make ties.
Problem random_problem(std::mt19937& random, std::size_t m, std::size_t n, unsigned values) {
  Problem p;
  const auto number = [&] { return static_cast<double>(1 + random() % values); };
  for (std::size_t i = 0; i < m; ++i)
    p.supply.push_back(number());
  for (std::size_t j = 0; j < n; ++j)
    p.demand.push_back(number());
  for (std::size_t k = 0; k < m * n; ++k)
    p.cost.push_back(number());
  return p;
}

/// The same by CLP.
double least_cost(const Problem& p) {
  const bool supply_is_scarce = sum(p.supply) <= sum(p.demand);
  LinearProgram program;
  for (const bool is_supply : {true, false}) {
    const auto& side = is_supply ? p.supply : p.demand;
    for (std::size_t k = 0; k < side.size(); ++k) {
      const bool scarce = is_supply == supply_is_scarce;
      program.constraints.push_back({"side", {}, scarce ? side[k] : 0, side[k]});
    }
  }
  for (std::size_t i = 0; i < p.supply.size(); ++i) {
    for (std::size_t j = 0; j < p.demand.size(); ++j) {
      program.constraints[i].terms.push_back({program.variables.size(), 1});
      program.constraints[p.supply.size() + j].terms.push_back({program.variables.size(), 1});
      program.variables.push_back({"flow", p.at(i, j)});
    }
  }
  return solve(program).objective;
}

TEST(Transport, CostsWhatAnotherSolverFinds) {
  std::mt19937 random(3);
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t m = 1 + random() % 12;
    const std::size_t n = 1 + random() % 12;
    const Problem p = random_problem(random, m, n, trial % 2 == 0 ? 3 : 1000);
    std::vector<double> given(m, 0);
    std::vector<double> received(n, 0);
    double cost = 0;
    for (const Flow& flow : p.solve()) {
      EXPECT_GT(flow.amount, 0);
      given[flow.from] += flow.amount;
      received[flow.to] += flow.amount;
      cost += flow.amount * p.at(flow.from, flow.to);
    }
    EXPECT_NEAR(sum(given), std::min(sum(p.supply), sum(p.demand)), 1e-9);
    for (std::size_t i = 0; i < m; ++i)
      EXPECT_LE(given[i], p.supply[i] + 1e-9);
    for (std::size_t j = 0; j < n; ++j)
      EXPECT_LE(received[j], p.demand[j] + 1e-9);
    EXPECT_NEAR(cost, least_cost(p), 1e-9 * (1 + cost)) << trial;
  }
}

TEST(Transport, EqualAmountsAndCostsEverywhereEnd) {
  const Problem p{std::vector<double>(40, 1), std::vector<double>(40, 1),
                  std::vector<double>(1600, 5)};
  const auto flows = p.solve();
  EXPECT_EQ(flows.size(), 40U);
  Problem free = p;
  std::fill(free.cost.begin(), free.cost.end(), 0);
  EXPECT_EQ(free.solve().size(), 40U);
}

TEST(Transport, AmountsOfAnyScale) {
  const Problem p{{1e-9, 3e12}, {2e12, 1e-3}, {1, 2, 3, 4}};
  double moved = 0;
  for (const Flow& flow : p.solve())
    moved += flow.amount;
  EXPECT_NEAR(moved, 2e12, 1);
  EXPECT_TRUE(transport({}, std::vector<double>{1}, {}).empty());
}

TEST(Transport, HundredsOfCitiesInThePlane) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> uniform(0, 1);
  Problem p;
  std::vector<std::pair<double, double>> places;
  for (int k = 0; k < 120; ++k) {
    places.emplace_back(uniform(random), uniform(random));
    (k < 60 ? p.supply : p.demand).push_back(uniform(random));
  }
  for (std::size_t i = 0; i < 60; ++i) {
    for (std::size_t j = 60; j < 120; ++j) {
      p.cost.push_back(
          std::hypot(places[i].first - places[j].first, places[i].second - places[j].second));
    }
  }
  double cost = 0;
  const auto flows = p.solve();
  for (const Flow& flow : flows)
    cost += flow.amount * p.at(flow.from, flow.to);
  EXPECT_NEAR(cost, least_cost(p), 1e-9 * cost);
  EXPECT_LE(flows.size(), 120U);
}

TEST(Pool, HoldsTheSumsOfProportionalOffsets) {
  const std::vector<double> net{-6, 4, -2, 12, 0};
  const auto pooled = pooled_offsets(net);
  std::vector<double> sums(net.size(), 0);
  for (const Offset& offset : proportional_offsets(net)) {
    sums[offset.from] -= offset.t_c;
    sums[offset.to] += offset.t_c;
  }
  for (std::size_t i = 0; i < net.size(); ++i)
    EXPECT_NEAR(pooled[i], sums[i], 1e-12);
}

}  // namespace
}  // namespace terrabalance::zone
