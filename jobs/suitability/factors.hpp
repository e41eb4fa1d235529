#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/table/legend.hpp"
#include "kernels/suitability/column_ends.hpp"
#include "kernels/suitability/scheme.hpp"

namespace terrabalance {

/// What a factor layer is made of.
enum class FactorKind { slope, aspect, elevation, relief, distance, raster };

/// A factor of suitability that is a number in every cell.
struct Factor {
  FactorKind kind;
  std::string name;      ///< as the user gives it: slope, distance:water, raster:soil.tif
  std::string argument;  ///< the class or the file
  std::string path{};    ///< of the raster that holds it, if it comes from one

  bool from_elevation() const { return kind <= FactorKind::relief; }
  bool is_computed_here() const { return from_elevation() && kind != FactorKind::elevation; }
  /// Name of its map's file, without ending.
  std::string map_name() const;
  const char* unit() const;
};

/// \throws InputError listing the factors there are
Factor parse_factor(const std::string& text);

/// The factors asked for and those of a scheme, each once. Land use is not among them.
std::vector<Factor> all_factors(const std::vector<std::string>& asked,
                                const std::vector<Evaluation>& scheme);

/// Codes whose class the distance is measured to. \throws InputError if no code has that class
CodeSet codes_of_class(const Legend& legend, const std::string& land_class);

/// Reads a scheme, the built-in one by the name `default`: columns evaluation, rule (weights,
/// minimum, maximum), factor, weight, from, to, class, grade, source.
/// \throws InputError naming file and line of what is wrong
std::vector<Evaluation> read_scheme(const std::string& name_or_file);

}  // namespace terrabalance
