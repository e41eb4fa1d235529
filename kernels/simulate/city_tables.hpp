#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/simulate/city.hpp"

namespace terrabalance::simulation {

/// One simulated number of a city.
struct CityNumber {
  std::string city;  ///< id
  int year = 0;
  std::string item;
  double value = 0;
  std::string unit;
};

/// Population, GDP and what goes with them, of the size and growth that Chinese prefectures had
/// from 2000 to 2020. In order of cities, years, items.
std::vector<CityNumber> simulate_statistics(const std::vector<City>& cities,
                                            const std::vector<int>& years, std::uint64_t seed);

/// Use of fuels and farm inputs, one item for each that the built-in activity factors know, growing
/// with the years. In order of cities, years, items.
std::vector<CityNumber> simulate_activities(const std::vector<City>& cities,
                                            const std::vector<int>& years, std::uint64_t seed);

}  // namespace terrabalance::simulation
