#include "kernels/account/balance.hpp"

#include <cmath>
#include <limits>
#include <map>

#include <gtest/gtest.h>

namespace terrabalance {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
const std::vector<std::string> classes{"cropland", "forest", "construction"};
const std::vector<double> coefficients{0.422, -0.644, 0};

std::vector<std::map<std::string, double>> balances(
    const std::vector<ZoneYear>& zones, const std::vector<double>& delta = coefficients) {
  std::vector<std::map<std::string, double>> result;
  for (const auto& items : carbon_balance(classes, delta, -0.644, "CNY", zones)) {
    auto& zone = result.emplace_back();
    for (const auto& item : items)
      zone[item.item] = item.value;
  }
  return result;
}

// Two cities worked by hand: 100 ha cropland, 1000 ha forest, 50 ha construction with 700 t C of
// fuel, 10 t C of fertiliser on cropland; and 200 ha cropland, 500 ha forest.
const ZoneYear city{{100, 1000, 50}, {10, 0, 700}, true, 2000, 5000};
const ZoneYear country{{200, 500, 0}, {0, 0, 0}, true, 1000, 1000};

TEST(CarbonBalance, AddsPositiveTermsToTheSourceAndNegativeOnesToTheSink) {
  const auto zone = balances({city, country})[0];
  EXPECT_DOUBLE_EQ(zone.at("source"), 42.2 + 10 + 700);
  EXPECT_DOUBLE_EQ(zone.at("sink"), 644);
  EXPECT_DOUBLE_EQ(zone.at("net"), 752.2 - 644);
  EXPECT_DOUBLE_EQ(zone.at("indirect"), 710);
  EXPECT_DOUBLE_EQ(zone.at("source_cropland"), 52.2);
  EXPECT_DOUBLE_EQ(zone.at("sink_forest"), 644);
  EXPECT_DOUBLE_EQ(zone.at("source_construction"), 700);
}

TEST(CarbonBalance, IntensitiesDivideByAreaGdpAndPeople) {
  const auto zone = balances({city, country})[0];
  EXPECT_DOUBLE_EQ(zone.at("net_per_km2"), (752.2 - 644) / 11.5);
  EXPECT_DOUBLE_EQ(zone.at("source_per_gdp"), 752.2 / 2000);
  EXPECT_DOUBLE_EQ(zone.at("net_per_person"), (752.2 - 644) / 5000);
  EXPECT_DOUBLE_EQ(zone.at("forest_equivalent"), (752.2 - 644) / 0.644);
  EXPECT_DOUBLE_EQ(zone.at("compensation"), 644 / 752.2);
}

TEST(CarbonBalance, ContributionsCompareACityWithAllCities) {
  const auto zones = balances({city, country});
  const double all_source = 752.2 + 84.4;
  const double all_sink = 644 + 322;
  EXPECT_DOUBLE_EQ(zones[0].at("ecc"), (2000.0 / 3000) / (752.2 / all_source));
  EXPECT_DOUBLE_EQ(zones[1].at("esc"), (322 / all_sink) / (84.4 / all_source));
}

TEST(CarbonBalance, AnUnknownCoefficientMakesUnknownOnlyWhatDependsOnIt) {
  const auto zones = balances({city, country}, {0.422, -0.644, unknown});
  EXPECT_TRUE(std::isnan(zones[0].at("source")));
  EXPECT_TRUE(std::isnan(zones[0].at("net_per_km2")));
  EXPECT_DOUBLE_EQ(zones[1].at("net"), 84.4 - 322) << "no construction there";
}

TEST(CarbonBalance, UnknownStatisticsGiveUnknownIntensitiesAndNothingElse) {
  ZoneYear zone = city;
  zone.gdp = unknown;
  zone.population = unknown;
  const auto result = balances({zone})[0];
  EXPECT_TRUE(std::isnan(result.at("source_per_gdp")));
  EXPECT_TRUE(std::isnan(result.at("ecc")));
  EXPECT_DOUBLE_EQ(result.at("net"), 752.2 - 644);
}

TEST(CarbonBalance, NothingToDivideByIsUnknownAndNotInfinite) {
  const ZoneYear bare{{0, 10, 0}, {0, 0, 0}, true, 0, 0};
  const auto zone = balances({bare})[0];
  EXPECT_TRUE(std::isnan(zone.at("compensation")));
  EXPECT_TRUE(std::isnan(zone.at("source_per_gdp")));
}

}  // namespace
}  // namespace terrabalance
