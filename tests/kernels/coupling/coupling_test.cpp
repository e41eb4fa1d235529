#include "kernels/coupling/coupling.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/value/error.hpp"

namespace terrabalance::coupling {
namespace {

Degree of(std::vector<double> u, std::vector<double> w = {}) {
  return degree(u, w);
}

TEST(Coupling, OfTwoSystemsByHand) {
  // u = 0.36, 0.64: C = 2 * 0.48 / 1 = 0.96; T = 0.5; D = sqrt(0.48).
  const Degree two = of({0.36, 0.64});
  EXPECT_NEAR(two.c, 0.96, 1e-15);
  EXPECT_NEAR(two.t, 0.5, 1e-15);
  EXPECT_NEAR(two.d, std::sqrt(0.48), 1e-15);
  // Unequal weights change T and D, not C.
  const Degree weighted = of({0.36, 0.64}, {0.25, 0.75});
  EXPECT_NEAR(weighted.t, 0.57, 1e-15);
  EXPECT_EQ(weighted.c, two.c);
}

TEST(Coupling, OfThreeSystemsByHand) {
  // u = 1/8, 1/2, 1: C = 3 (1/16)^(1/3) / (13/8).
  EXPECT_NEAR(of({0.125, 0.5, 1}).c, 3 * std::cbrt(1.0 / 16) / 1.625, 1e-15);
}

// Mathematical Problems in Engineering 2022, 2969206, "Urban-Rural Logistics Coupling Coordinated
// Development and Urban-Rural Integrated Development", table 4: two systems of 2011 to 2020.
TEST(Coupling, OfThePublishedUrbanAndRuralLogistics) {
  struct Row {
    double urban, rural, c, t, d;
  };
  constexpr double printed = 0.0011;  // three digits of u, c, t and d each
  for (const Row& row :
       {Row{0.101, 0.280, 0.882, 0.190, 0.410}, Row{0.165, 0.406, 0.906, 0.286, 0.509},
        Row{0.187, 0.427, 0.920, 0.307, 0.532}, Row{0.238, 0.511, 0.931, 0.374, 0.590},
        Row{0.424, 0.421, 1.000, 0.422, 0.650}, Row{0.538, 0.407, 0.990, 0.473, 0.684},
        Row{0.591, 0.466, 0.993, 0.528, 0.724}, Row{0.694, 0.581, 0.996, 0.638, 0.797},
        Row{0.892, 0.662, 0.989, 0.777, 0.877}, Row{0.879, 0.637, 0.987, 0.758, 0.865}}) {
    const Degree degree = of({row.urban, row.rural});
    EXPECT_NEAR(degree.c, row.c, printed);
    EXPECT_NEAR(degree.t, row.t, printed);
    EXPECT_NEAR(degree.d, row.d, printed);
  }
}

TEST(Coupling, IsOneForEqualSystemsAndZeroIfOneIsNothing) {
  EXPECT_EQ(of({0.3, 0.3}).c, 1);
  EXPECT_NEAR(of({0.3, 0.3, 0.3, 0.3}).c, 1, 1e-15);
  EXPECT_EQ(of({0, 0.7}).c, 0);
  EXPECT_EQ(of({0, 0.7}).t, 0.35);
  EXPECT_EQ(of({0, 0}).d, 0);
  EXPECT_EQ(of({0, 0, 0.5}).c, 0);
}

TEST(Coupling, CoordinationGrowsWithEachSystem) {
  double last = -1;
  for (double u = 0; u <= 1; u += 0.01) {
    const double d = of({u, 0.4}).d;
    EXPECT_GT(d, last);
    last = d;
  }
}

TEST(Normalise, IsFreeOfUnits) {
  const std::vector<double> t{2, 4, 8};
  const std::vector<double> kt{0.002, 0.004, 0.008};
  EXPECT_THAT(normalise(t, Normalisation::max, "x"), testing::ElementsAre(0.25, 0.5, 1));
  for (const auto how : {Normalisation::max, Normalisation::minmax}) {
    const auto a = normalise(t, how, "x");
    const auto b = normalise(kt, how, "x");
    for (std::size_t i = 0; i < a.size(); ++i)
      EXPECT_NEAR(a[i], b[i], 1e-15);
  }
  EXPECT_EQ(normalise(t, Normalisation::minmax, "x")[0], 0);
}

TEST(Levels, AreTenInStepsOfATenth) {
  EXPECT_EQ(level_of(0), 1);
  EXPECT_EQ(level_of(0.0999), 1);
  EXPECT_EQ(level_of(0.1), 2);
  EXPECT_EQ(level_of(0.3), 4);
  EXPECT_EQ(level_of(0.9), 10);
  EXPECT_EQ(level_of(1), 10);
  EXPECT_EQ(level_name(1), "extreme disorder");
  EXPECT_EQ(level_name(10), "quality coordination");
}

TEST(RelativeDevelopment, SaysWhoLeads) {
  EXPECT_EQ(relative_development(1, 0.5).state, "source leads");
  EXPECT_EQ(relative_development(0.5, 0.5).state, "synchronous");
  EXPECT_EQ(relative_development(0.2, 0.5).state, "sink leads");
  EXPECT_EQ(relative_development(0, 0.5).state, "sink leads");
  EXPECT_TRUE(std::isnan(relative_development(0, 0).ratio));
}

TEST(BadInput, IsRefused) {
  EXPECT_THROW(normalise(std::vector<double>{1, -1}, Normalisation::max, "x"), InputError);
  EXPECT_THROW(normalise(std::vector<double>{1, std::nan("")}, Normalisation::max, "x"),
               InputError);
  EXPECT_THROW(normalise(std::vector<double>{0, 0}, Normalisation::max, "x"), InputError);
  EXPECT_THROW(normalise(std::vector<double>{3, 3}, Normalisation::minmax, "x"), InputError);
  EXPECT_THROW(of({0.5, 1.5}), InputError);
  EXPECT_THROW(of({0.5}), InputError);
  EXPECT_THROW(of({0.5, 0.5}, {0.9, 0.9}), InputError);
}

}  // namespace
}  // namespace terrabalance::coupling
