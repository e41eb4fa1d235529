#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/table/csv.hpp"
#include "io/table/legend.hpp"
#include "kernels/suitability/column_ends.hpp"
#include "kernels/suitability/scheme.hpp"

namespace terrabalance {

/// What a factor layer is made of.
enum class FactorKind { slope, aspect, elevation, relief, distance, patch_area, raster };

/// A factor of suitability that is a number in every cell.
struct Factor {
  FactorKind kind;
  std::string name;      ///< as the user gives it: slope, distance:water, raster:soil.tif
  std::string argument;  ///< the class or the file
  std::string path{};    ///< of the raster that holds it, if it comes from one

  bool from_elevation() const { return kind <= FactorKind::relief; }
  bool is_computed_here() const { return from_elevation() && kind != FactorKind::elevation; }
  /// Whether it is computed in sweeps of its own, into a raster.
  bool is_made_before() const {
    return kind == FactorKind::distance || kind == FactorKind::patch_area;
  }
  /// Name of its map's file, without ending.
  std::string map_name() const;
  const char* unit() const;
};

/// \throws InputError listing the factors there are
Factor parse_factor(const std::string& text);

/// The factors asked for and those of a scheme, each once. Land use is not among them.
std::vector<Factor> all_factors(const std::vector<std::string>& asked,
                                const std::vector<Evaluation>& scheme);

/// Codes of the class that a factor names. \throws InputError if no code has that class
CodeSet codes_of_class(const Legend& legend, const Factor& factor);

/// Reads a scheme, the built-in one by the name `default`: columns evaluation, rule (weights,
/// minimum, maximum), factor, weight, from, to, class, grade, source.
/// \throws InputError naming file and line of what is wrong
std::vector<Evaluation> read_scheme(const std::string& name_or_file);

/// The same of a table. \param folder  that the paths of its rasters are relative to
std::vector<Evaluation> read_scheme(const CsvTable& table, const std::string& folder);

}  // namespace terrabalance
