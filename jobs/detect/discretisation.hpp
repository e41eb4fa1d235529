#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "jobs/session.hpp"
#include "kernels/detector/strata.hpp"

namespace terrabalance {

/// How a continuous factor becomes strata.
struct Discretisation {
  bool optimal = false;
  detector::Method method = detector::Method::quantile;
  std::size_t classes = 5;
  std::size_t most = 8;  ///< of optimal; `classes` is the least then
};

/// The optimal one of 3 to 8 classes, where nothing is asked for.
Discretisation default_discretisation();

/// "natural:5", as tables have it.
std::string name_of(detector::Method method, std::size_t classes);

/// Warns that a factor is cut so because nothing was asked for.
void warn_of_optimal(Session& session, const std::string& factor);

/// What the entries of --discretize say.
struct DiscretisationOptions {
  /// \param entries  METHOD:K, optimal[:K-L], each also as FACTOR=...; the last one counts
  /// \throws InputError for an entry that is neither, or names none of the factors
  DiscretisationOptions(const std::vector<std::string>& entries,
                        const std::vector<std::string>& factors);

  std::vector<std::optional<Discretisation>> named;  ///< [factor]: asked for by its name
  std::optional<Discretisation> general;             ///< for all continuous factors
};

}  // namespace terrabalance
