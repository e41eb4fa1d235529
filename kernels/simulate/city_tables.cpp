#include "kernels/simulate/city_tables.hpp"

#include <array>
#include <cmath>
#include <string_view>

#include "kernels/simulate/hash.hpp"

namespace terrabalance::simulation {
namespace {

/// Growth since 2000: 1 in 2000, 1 + a + b in 2010, 1 + 2 a + 4 b in 2020; rises in all years.
double growth(int year, double a, double b) {
  const double decades = (year - 2000) / 10.0;
  return decades < 0 ? 1 / (1 - a * decades) : 1 + a * decades + b * decades * decades;
}

/// A factor that makes cities differ, between 1 - spread and 1 + spread.
double variation(std::uint64_t seed, const City& city, std::uint64_t item, double spread) {
  return 1 - spread + 2 * spread * uniform(mix(seed, static_cast<std::uint64_t>(city.code)), item);
}

/// Five significant digits, or whole numbers where those are larger.
double rounded(double value) {
  if (value <= 0) return 0;
  const double step = std::pow(10.0, std::min(std::floor(std::log10(value)) - 4, 0.0));
  return step < 1 ? std::round(value / step) / std::round(1 / step) : std::round(value);
}

double population(const City& city, int year, std::uint64_t seed) {
  return city.area_km2 * 330 * variation(seed, city, 100, 0.4) * growth(year, 0.12, 0);
}

double cropland_ha(const City& city, int year, std::uint64_t seed) {
  return city.area_km2 * 25 * variation(seed, city, 101, 0.2) * growth(year, 0.02, 0);
}

/// An item as an amount for each person (or hectare of cropland) in 2000 and its growth.
struct Rate {
  std::string_view item;
  double each;
  double unit_size;  ///< of the table's unit, in the unit of `each`
  std::string_view unit;
  double a, b;
};

constexpr auto energy = std::to_array<Rate>({
    {"raw_coal", 450, 1e7, "10^4 t", 0.95, 0},  // kg a person
    {"coke", 30, 1e7, "10^4 t", 0.8, 0},
    {"crude_oil", 55, 1e7, "10^4 t", 0.9, 0},
    {"gasoline", 18, 1e3, "t", 1.2, 0.2},
    {"kerosene", 2.5, 1e3, "t", 0.9, 0.2},
    {"diesel", 35, 1e3, "t", 0.9, 0},
    {"fuel_oil", 8, 1e3, "t", 0.2, 0},
    {"lpg", 8, 1e3, "t", 0.6, 0},
    {"natural_gas", 3, 1e8, "10^8 m3", 4, 2},        // m3 a person
    {"electricity", 800, 1e4, "10^4 kWh", 1.1, 0.3}  // kWh a person
});

constexpr auto farming = std::to_array<Rate>({
    {"fertiliser", 340, 1e3, "t", 0.12, 0},  // kg a hectare
    {"pesticide", 9, 1e3, "t", 0.10, 0},
    {"plastic_film", 5, 1e3, "t", 0.25, 0},
    {"farm_diesel", 40, 1e3, "t", 0.20, 0},
    {"ploughing", 1.4, 100, "km2", 0.05, 0},  // hectares a hectare
    {"irrigation", 0.45, 1, "ha", 0.05, 0},
});

}  // namespace

std::vector<CityNumber> simulate_statistics(const std::vector<City>& cities,
                                            const std::vector<int>& years, std::uint64_t seed) {
  std::vector<CityNumber> numbers;
  for (const City& city : cities) {
    for (const int year : years) {
      const auto add = [&](const char* item, double value, const char* unit) {
        numbers.push_back({city.id, year, item, rounded(value), unit});
      };
      const double people = population(city, year, seed);
      const double gdp =
          people * 0.55 * growth(year, 1.7, 1.3) * variation(seed, city, 102, 0.35);  // 10^4 CNY
      const double primary = 0.26 / growth(year, 0.5, 0) * variation(seed, city, 103, 0.2);
      const double secondary = 0.36 * variation(seed, city, 104, 0.2);
      add("population", people, "persons");
      add("urban_population", people * (0.62 - 0.32 / growth(year, 0.6, 0)), "persons");
      add("gdp", gdp, "10^4 CNY");
      add("gdp_primary", gdp * primary, "10^4 CNY");
      add("gdp_secondary", gdp * secondary, "10^4 CNY");
      add("gdp_tertiary", gdp * (1 - primary - secondary), "10^4 CNY");
      add("fiscal_revenue", gdp * 0.06 * variation(seed, city, 105, 0.2), "10^4 CNY");
      add("grain_output", cropland_ha(city, year, seed) * 5.2 * variation(seed, city, 106, 0.15),
          "t");
    }
  }
  return numbers;
}

std::vector<CityNumber> simulate_activities(const std::vector<City>& cities,
                                            const std::vector<int>& years, std::uint64_t seed) {
  std::vector<CityNumber> numbers;
  for (const City& city : cities) {
    for (const int year : years) {
      std::uint64_t key = 0;
      const auto add = [&](const Rate& rate, double amount) {
        const double each = rate.each * growth(year, rate.a, rate.b);
        const double value = amount * each * variation(seed, city, key++, 0.35) / rate.unit_size;
        numbers.push_back(
            {city.id, year, std::string(rate.item), rounded(value), std::string(rate.unit)});
      };
      for (const Rate& rate : energy) {
        add(rate, population(city, year, seed));
      }
      for (const Rate& rate : farming) {
        add(rate, cropland_ha(city, year, seed));
      }
    }
  }
  return numbers;
}

}  // namespace terrabalance::simulation
