#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace terrabalance {

/// One number of a table of cities: converted to its base unit on reading, with its place kept.
struct Statistic {
  std::string city;  ///< the zone's id
  std::int64_t year;
  std::string item;
  double value;       ///< in `unit`
  std::string unit;   ///< a base unit: kg, m3, kWh, m2, CNY, persons ...
  std::string place;  ///< "FILE:LINE", for messages
};

/// Reads a long table with the columns city, year, item, value, unit (more columns are ignored).
/// \throws InputError naming file and line of an unknown unit, a value that is no finite number, a
///         negative value, an empty city or item, or a second row of the same city, year and item
std::vector<Statistic> read_statistics(const std::string& path);

}  // namespace terrabalance
