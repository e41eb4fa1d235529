#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace terrabalance {

/// A row of a table of ranges: how uncertain an input is, and who says so.
struct Range {
  std::string id;    ///< "delta.forest", "ef.raw_coal", "activity.raw_coal@nanning@2020"
  std::string dist;  ///< normal, truncnormal, lognormal, triangular, uniform, fixed
  std::array<std::optional<double>, 4> p;
  std::string scope;          ///< global, city, year, city_year; empty: the input's usual one
  std::optional<double> rho;  ///< correlation between cities of a normal
  std::string source;
  std::string status;  ///< what is to be known of the source, "not verified ..."; may be empty
  std::string place;   ///< "FILE:LINE"
};

/// Reads a CSV: id, dist, p1, p2, p3, p4, scope, source and, if there, rho and status. p2 .. p4 and
/// scope may be empty or missing.
/// \throws InputError naming file and line of an id given twice, a missing source, an unknown
///         distribution or scope, a parameter that is no finite number, a rho outside [0, 1]
std::vector<Range> read_ranges(const std::string& path);

/// Names of the sets that are built in: inventory, literature.
std::vector<std::string> range_set_names();

/// \throws InputError listing the built-in sets
std::vector<Range> range_set(std::string_view name);

}  // namespace terrabalance
