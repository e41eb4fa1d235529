#pragma once

#include <string>
#include <vector>

#include "jobs/gwr/options.hpp"
#include "kernels/gwr/observations.hpp"

namespace terrabalance {

/// What a regression of points works on.
struct PointData {
  gwr::Observations observations;
  std::vector<double> offset;    ///< of a Poisson model; empty: none
  std::vector<std::string> ids;  ///< of the features of a vector file, with --id; else empty
  bool geographic = false;       ///< a layer whose coordinates are longitude and latitude
};

/// Reads a CSV (with --coords) or a vector file of points or polygons, which then stand at their
/// centroids. An empty cell, NA, NaN, null or inf is a missing value.
/// \throws InputError naming file, line and column, or field, of what is no number
PointData read_points(const GwrOptions& options);

/// The new places of --predict, a CSV with the columns of coords and predictors.
gwr::Observations read_new_places(const GwrOptions& options);

}  // namespace terrabalance
