#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jobs/session.hpp"
#include "jobs/uncertainty/inputs/input_book.hpp"
#include "jobs/uncertainty/inputs/inputs.hpp"
#include "kernels/uncertainty/draws.hpp"

namespace terrabalance {

/// A balance as sums of products, ready for the engines.
struct Assembly {
  uncertainty::Inputs inputs;
  std::vector<InputRow> rows;

  /// [zone]: source and sink of each year in turn, with adjusted areas where there are matrices;
  /// then the GDP of each year, if it has ranges.
  std::vector<uncertainty::SumGroup> zones;

  /// The same without uncertainty, from the map's areas: [zone][sum].
  std::vector<std::vector<double>> deterministic;

  /// Adjusted area of a class: [zone][year][class]; empty without matrices.
  std::vector<uncertainty::Sum> areas;
  /// Carbon of a class, t C/yr, sinks below 0: [zone][year][class], drawn and in use.
  std::vector<uncertainty::Sum> carbon;
  std::vector<double> carbon_in_use;
  std::vector<std::string> classes;  ///< of land, as the areas have them
  std::vector<double> mapped;        ///< [zone][year][class], ha

  std::size_t years = 0;
  bool gdp = false;
  bool lower_bound = false;  ///< trends, for same_matrix

  /// Sum k of the groups over all zones.
  uncertainty::Sum total(std::size_t k) const;
};

/// \throws InputError naming what range, matrix or class is missing or wrong
Assembly assemble(Session& session, const UncertaintyInputs& from);

}  // namespace terrabalance
