#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "jobs/session.hpp"
#include "jobs/study/city_items.hpp"
#include "kernels/evaluate/matrix.hpp"

namespace terrabalance {

/// The options of `evaluate` as typed.
struct EvaluateOptions {
  std::string data;
  std::string criteria = "default";
  std::string topsis = "minmax";
  std::string weights = "entropy";  ///< entropy, equal, or given in the criteria file
  bool by_year = false;
  int draws = 1000;
  double spread = 0.2;
  std::uint64_t seed = 1;
  std::optional<int> threads;
  std::string output;
};

/// A criterion and how its values come about.
struct Criterion {
  evaluate::Indicator indicator;
  std::string formula;  ///< empty: the values are in the data under the indicator's name
  double weight = 0;    ///< as given; NaN where the file gives none

  /// What is computed: the formula, or the item of the indicator's name.
  const std::string& text() const { return formula.empty() ? indicator.name : formula; }
};

/// Cities in years with the values of all criteria.
struct EvaluateInputs {
  std::vector<Criterion> criteria;
  std::vector<std::int64_t> year;  ///< one a row, ascending
  std::vector<std::string> city;   ///< one a row, in the order of the file within a year
  evaluate::Matrix values;
  /// Every item of the data, one value a row; NaN where a row lacks it.
  std::map<std::string, std::vector<double>> items;

  std::vector<evaluate::Indicator> indicators() const;
};

/// The criteria's values from the items. Of the built-in criteria, those whose items are not there
/// are left out, with a warning.
/// \throws InputError naming file and line, the indicator, city and year that is missing, doubled,
///         or cannot be computed
EvaluateInputs evaluate_inputs(Session& session, const EvaluateOptions& options,
                               const CityItems& items);

/// The built-in indicator system (io/data/evaluate/criteria.csv), as a name for --criteria.
inline constexpr const char* built_in_criteria = "default";

}  // namespace terrabalance
