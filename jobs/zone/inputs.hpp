#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/zone/levels.hpp"

namespace terrabalance {

/// The options of `zone` as typed.
struct ZoneOptions {
  std::string data;
  std::string rules;               ///< TOML, empty for the built-in ones
  std::vector<std::string> axes;   ///< subsystems on x, y, z
  std::string levels = "natural";  ///< natural, quantile, equal
  std::vector<double> thresholds;  ///< fixed inner bounds for all axes, instead
  std::string guide;               ///< CSV zone,weakest,measure; empty for the built-in one
  std::string land;                ///< CSV of the land balance, empty without
  std::string distances;           ///< CSV from,to,km between cities, empty without
  std::string places;              ///< CSV city,x,y instead, empty without
  std::string metric = "planar";   ///< of the places: planar (metres), great-circle (degrees)
  int pareto = 11;
  std::string output;
};

/// Closeness of the three axes for every city and year.
struct ZoneInputs {
  std::array<std::string, 3> axes;
  std::vector<std::int64_t> year;
  std::vector<std::string> city;
  std::array<std::vector<double>, 3> closeness;  ///< by axis
};

/// Rows of closeness, wherever they came from.
struct ClosenessRows {
  std::string source;  ///< what has them, for messages
  std::vector<std::int64_t> year;
  std::vector<std::string> city;
  std::vector<std::string> subsystem;
  std::vector<double> closeness;
  std::vector<std::string> place;  ///< "FILE:LINE" of each row
};

/// \throws InputError naming file, line and column of a bad cell
ClosenessRows read_closeness(const std::string& path);

/// \throws InputError naming place, city and year that is doubled or lacks an axis
ZoneInputs zone_inputs(const ClosenessRows& rows, const ZoneOptions& options);

/// Rules of a TOML file: [[rule]] with zone and, as wanted, x, y, z = ["low", "medium", "high"].
/// \throws InputError naming file and rule of an unknown key or level
std::vector<zone::Rule> read_rules(const std::string& path);

/// Measures by zone and weakest axis (x, y, z).
struct Measure {
  std::string zone;
  std::string weakest;
  std::string text;
};
std::vector<Measure> read_guide(const std::string& path);

}  // namespace terrabalance
