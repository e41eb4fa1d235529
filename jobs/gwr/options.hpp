#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "jobs/session.hpp"
#include "kernels/gwr/diagnostics.hpp"
#include "kernels/gwr/generalised/family.hpp"
#include "kernels/gwr/multiscale/multiscale.hpp"
#include "kernels/gwr/points/neighbourhood.hpp"
#include "kernels/gwr/search.hpp"

namespace terrabalance {

/// What `gwr` takes, as typed.
struct GwrOptions {
  std::string data;                  ///< CSV or vector file of points, or study file
  std::vector<std::string> coords;   ///< names of its x and y columns
  std::vector<std::string> rasters;  ///< NAME=FILE, a lattice
  std::string response;
  std::vector<std::string> predictors;
  std::string kernel = "bisquare";
  bool adaptive = false;
  std::string bandwidth = "search";
  std::string search = "golden";
  std::string criterion = "aicc";
  std::optional<double> minimum;
  std::optional<double> maximum;
  double interval = 1;
  std::string distance;  ///< empty: great-circle for layers in degrees, else planar
  std::string sigma = "tr_s";
  bool standardize = false;
  double least_weight = 0;
  bool multiscale = false;
  std::vector<double> bandwidths;  ///< of a multiscale model, the intercept's first
  std::string score = "smooth";
  double tolerance = 1e-5;
  int iterations = 200;
  std::string inference = "auto";
  std::string family = "gaussian";
  std::string offset;    ///< column
  int stationarity = 0;  ///< permutations
  std::uint64_t seed = 1;
  std::size_t moran = 8;  ///< neighbours
  std::string predict;    ///< CSV of new places
  std::string id;         ///< field of a vector file that names its features
  std::string maps;       ///< folder
  std::string hold = "auto";
  std::optional<int> threads;
  std::string output;

  void add_to(CLI::App& command);
};

/// The same, checked.
struct GwrPlan {
  gwr::Weights weights;
  std::optional<double> bandwidth;  ///< empty: search
  gwr::SearchOptions search;
  gwr::SigmaForm sigma = gwr::SigmaForm::tr_s;
  gwr::Family family = gwr::Family::gaussian;
  gwr::MultiscaleOptions multiscale;
  int threads = 1;
};

/// \throws InputError naming the option and what it takes
GwrPlan plan_of(const GwrOptions& options);

/// Regression of the cells of rasters on one grid. Collective; the root rank computes.
void regress_lattice(Session& session, const GwrOptions& options);

/// Regression of points from a table. Collective.
void regress_points(Session& session, const GwrOptions& options);

}  // namespace terrabalance
