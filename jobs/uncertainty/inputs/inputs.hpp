#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "io/table/ranges.hpp"
#include "io/table/sample_counts.hpp"
#include "jobs/uncertainty/inputs/chain_inputs.hpp"
#include "kernels/uncertainty/error_matrix.hpp"

namespace terrabalance {

/// An amount of an activity, in the unit in which coal factor x emission factor gives t C.
struct ActivityAmount {
  std::size_t zone;
  std::size_t year;  ///< number of the year
  std::string item;
  double amount;
};

/// An error matrix and what it is for: all, a year ("2020") or a region of zones.
struct MatrixFor {
  SampleCounts samples;
  std::string where;  ///< empty: all
};

enum class ClassificationMode {
  none,
  change_classes,  ///< strata are classes of change: "forest>cropland"
  independent,     ///< every year's error by itself
  same_matrix      ///< one error for all years: a lower bound for trends
};

/// What the tables of `uncertainty` are computed from, wherever it came from.
struct UncertaintyInputs {
  std::vector<std::string> zones;
  std::vector<std::int64_t> years;  ///< ascending
  std::vector<std::string> classes;
  std::vector<double> area_ha;  ///< [zone][year][class], as mapped

  std::vector<std::string> change_classes;  ///< "a>b[>c]", one part a year; for change_classes only
  std::vector<double> change_area_ha;       ///< [zone][change class]

  std::vector<ActivityAmount> activities;
  std::set<std::string> without_coal;  ///< items whose emission factor is not by standard coal

  /// Values in use, by id ("delta.forest", "coal_factor.raw_coal", "ef.raw_coal"): what results
  /// without uncertainty are computed with. Where one is missing the range's own middle is taken.
  std::map<std::string, double> coefficients;

  /// Built-in values, by id: what a range is held against, to find t CO2 given for t C.
  std::map<std::string, double> usual;

  /// GDP by (zone, year number); empty: nothing is said per GDP.
  std::map<std::pair<std::size_t, std::size_t>, double> gdp;
  std::string gdp_unit = "unit of GDP";

  std::vector<Range> set;     ///< of a built-in set that was asked for
  std::vector<Range> ranges;  ///< the user's; they replace those of the set

  std::vector<MatrixFor> matrices;
  std::map<std::string, std::string> region_of_zone;
  ClassificationMode classification = ClassificationMode::none;
  uncertainty::ShareDraws area_draws = uncertainty::ShareDraws::dirichlet;

  std::uint64_t seed = 1;
  std::optional<std::size_t> draws;  ///< none: until converged
  ChainInputs chain;

  double area(std::size_t zone, std::size_t year, std::size_t land_class) const {
    return area_ha[(zone * years.size() + year) * classes.size() + land_class];
  }
};

}  // namespace terrabalance
