#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/value/features.hpp"
#include "jobs/session.hpp"
#include "kernels/pattern/distance_weights.hpp"
#include "kernels/pattern/local.hpp"
#include "kernels/pattern/weights.hpp"

namespace terrabalance {

/// The options of `pattern` as typed.
struct PatternOptions {
  std::string data;                    ///< vector file, or CSV with --coords
  std::vector<std::string> rasters;    ///< NAME=FILE[:BAND], instead
  std::string maps;                    ///< folder for their maps, empty: none
  std::vector<std::string> variables;  ///< in the order of the years, where they are years
  std::vector<std::string> with;       ///< partner of each variable for bivariate Moran
  std::vector<std::string> coordinates;
  std::string id;
  std::string weights = "queen";
  std::string style = "W";
  std::string distance = "planar";
  std::string moments = "conditional";
  std::string scale = "n";
  std::string groups;
  double snap = -1;
  bool fdr = false;
  bool crimestat = false;
  int permutations = 0;
  std::uint64_t seed = 1;
  std::optional<int> threads;
  std::string output;
};

struct Variable {
  std::string name;
  std::vector<double> values;
  std::optional<std::int64_t> year{};  ///< in a study

  /// Whether it goes on where the other ends: in time, or, without years, in the order given.
  bool follows(const Variable& other) const { return !year || other.name == name; }
};

/// What `pattern` works on, wherever it came from.
struct PatternInputs {
  std::vector<std::string> ids;
  std::vector<Variable> variables;
  std::vector<Variable> partners;  ///< empty, or one a variable
  std::vector<std::string> groups;
  Points points;      ///< centroids of polygons
  Polygons polygons;  ///< empty for points
  pattern::Metric metric = pattern::Metric::planar;
  pattern::Weights binary;   ///< weights before standardisation
  pattern::Weights weights;  ///< in the style asked for
  std::string weights_name;  ///< "queen", "knn:8"
  pattern::Style style = pattern::Style::row_standardised;
};

/// Builds the weights of `inputs`, which has its units; islands are warned of by name.
/// \throws InputError naming the option
void add_weights(Session& session, const PatternOptions& options, PatternInputs& inputs);

/// Reads data, builds weights.
/// \throws InputError naming file, column, row or option
PatternInputs read_pattern_inputs(Session& session, const PatternOptions& options);

}  // namespace terrabalance
