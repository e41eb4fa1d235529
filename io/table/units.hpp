#pragma once

#include <string>
#include <string_view>

namespace terrabalance {

/// A unit as a multiple of the base unit of what it measures.
struct Unit {
  std::string base;   ///< kg, m3, kWh, m2, CNY, persons, kg SCE or 1
  double factor = 1;  ///< base units in one of this unit
};

/// Understands a unit with an optional power of ten or Chinese multiplier before it: "t",
/// "10^4 t", "10⁴ t", "1e4 t", "万吨", "10^8 m3", "亿元", "10000 kWh".
/// \param place  for the message: "FILE:LINE"
/// \throws InputError naming the unit and the known ones if it is unknown
Unit parse_unit(std::string_view text, const std::string& place);

}  // namespace terrabalance
