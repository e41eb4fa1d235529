#include "kernels/simulate/city_tables.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace terrabalance::simulation {
namespace {

const std::vector<City> cities{{.id = "a", .code = 1, .area_km2 = 12'000},
                               {.id = "b", .code = 2, .area_km2 = 2'500}};

void expect_growing(const std::vector<CityNumber>& numbers) {
  std::map<std::pair<std::string, std::string>, double> before;
  for (const CityNumber& number : numbers) {
    double& last = before[{number.city, number.item}];
    EXPECT_GT(number.value, last) << number.city << ' ' << number.item << ' ' << number.year;
    last = number.value;
  }
}

TEST(CityTables, EverythingGrowsFromYearToYear) {
  const std::vector<int> years{1980, 1990, 2000, 2005, 2010, 2020, 2030};
  expect_growing(simulate_activities(cities, years, 3));
  std::vector<CityNumber> people;
  for (const CityNumber& number : simulate_statistics(cities, years, 3)) {
    if (number.item == "population" || number.item == "gdp") people.push_back(number);
  }
  EXPECT_EQ(people.size(), 2 * 2 * years.size());
  expect_growing(people);
}

TEST(CityTables, ASectorIsPartOfTheGdp) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    std::map<std::string, double> values;
    for (const CityNumber& number : simulate_statistics({cities[0]}, {2010}, seed))
      values[number.item] = number.value;
    EXPECT_NEAR(values["gdp_primary"] + values["gdp_secondary"] + values["gdp_tertiary"],
                values["gdp"], 3);
    EXPECT_GT(values["gdp_tertiary"], 0);
    EXPECT_LT(values["urban_population"], values["population"]);
  }
}

TEST(CityTables, AYearsNumbersDoNotDependOnTheOtherYears) {
  const auto alone = simulate_activities(cities, {2010}, 3);
  std::vector<CityNumber> among;
  for (const CityNumber& number : simulate_activities(cities, {2000, 2010}, 3)) {
    if (number.year == 2010) among.push_back(number);
  }
  ASSERT_EQ(alone.size(), among.size());
  for (std::size_t i = 0; i < alone.size(); ++i) {
    EXPECT_EQ(alone[i].item, among[i].item);
    EXPECT_EQ(alone[i].value, among[i].value);
  }
}

}  // namespace
}  // namespace terrabalance::simulation
