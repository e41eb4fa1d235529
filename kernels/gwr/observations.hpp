#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace terrabalance::gwr {

/// What is regressed on what, and where. Columns are equally long.
struct Observations {
  std::vector<double> x;  ///< map units; longitude in degrees for great-circle distances
  std::vector<double> y;  ///< map units; latitude in degrees
  std::vector<double> response;
  std::vector<std::vector<double>> predictors;  ///< without the intercept, which is always there
  std::vector<std::string> names;               ///< of the predictors

  std::size_t size() const { return response.size(); }
  /// Whether row i lacks no value.
  bool complete(std::size_t i) const;
  /// Coefficients of a local model: the predictors and the intercept.
  std::size_t coefficients() const { return predictors.size() + 1; }
};

/// Why a place has no local model. Codes are written to results and never change.
enum class Status : std::uint8_t {
  ok = 0,
  missing_value = 1,    ///< a coordinate, the response or a predictor of the row is not finite
  zero_bandwidth = 2,   ///< the k-th neighbour is a duplicate of the place itself
  too_few = 3,          ///< fewer neighbours with weight than coefficients
  constant_column = 4,  ///< a predictor does not vary among the neighbours
  collinear = 5,        ///< reciprocal condition of the scaled system below 1e-12
  not_converged = 6     ///< the iterations of a generalised model did not settle
};
constexpr std::size_t status_count = 7;

/// A few words for people.
const char* describe(Status status);

/// Predictors that take one value only (NaN aside): no local model can tell them from the
/// intercept.
std::vector<std::string> constant_predictors(const Observations& observations);

/// \throws InputError naming a column with a finite value beyond 1e70 in size: sums of its squares
///         and fourth powers would not be numbers
void require_moderate(const std::vector<double>& column, const std::string& name);

/// Subtracts the mean and divides by the population standard deviation: response and predictors,
/// over the rows without missing values. A constant column becomes 0.
void standardise(Observations& observations);

}  // namespace terrabalance::gwr
