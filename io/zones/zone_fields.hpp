#pragma once

#include <string>
#include <vector>

#include "io/zones/zones.hpp"

namespace terrabalance {

/// What the fields of a polygon file hold, as far as it tells whether one can name the zones.
struct ZoneField {
  enum class Kind { integer, text, other };

  std::string name;
  Kind kind = Kind::other;
  bool complete = false;            ///< every feature has a value
  bool unique = false;              ///< no two features share a value
  std::vector<std::string> values;  ///< feature by feature
};

/// The fields of the source's layer, in file order. \throws InputError if it is no polygon file
std::vector<ZoneField> zone_fields(const ZoneSource& source);

}  // namespace terrabalance
