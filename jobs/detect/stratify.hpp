#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/table/csv.hpp"
#include "jobs/session.hpp"
#include "kernels/detector/strata.hpp"

namespace terrabalance {

/// The options of `detect` as typed.
struct DetectOptions {
  std::string data;
  std::vector<std::string> rasters;  ///< NAME=FILE, instead
  std::string response;
  std::vector<std::string> factors;
  std::vector<std::string> discretize;  ///< METHOD:K, optimal, or FACTOR=METHOD:K
  int permutations = 0;
  std::uint64_t seed = 1;
  std::optional<int> threads;
  std::string output;
};

/// What the values of a factor are.
enum class FactorValues { text, integer, real };

/// A factor before it is cut.
struct FactorColumn {
  std::string name;
  FactorValues kind = FactorValues::real;
  std::vector<std::string> labels;  ///< of texts and integers: the strata as they are
  std::vector<double> values;       ///< of integers and reals
};

struct StratifiedFactor {
  std::string name;
  detector::Strata strata;
  std::string method;  ///< "as given", "natural:5"
};

/// The factors of a CSV. \throws InputError naming file, line and column of a bad cell
std::vector<FactorColumn> read_factors(const CsvTable& table, const DetectOptions& options);

/// The factors as strata. Text and integers are strata as they are unless --discretize names them;
/// continuous ones are cut as it says, or else optimally.
/// \throws InputError naming option and factor
std::vector<StratifiedFactor> stratify(Session& session, const std::vector<FactorColumn>& factors,
                                       const DetectOptions& options, const std::vector<double>& y);

}  // namespace terrabalance
