#pragma once

#include <cstddef>

namespace terrabalance::gwr {

/// Local models that are solved side by side.
constexpr std::size_t model_lanes = 8;

/// Where the numbers of model_lanes local models lie: everything is rows of model_lanes numbers,
/// one a model. Symmetric matrices are their lower triangles, row by row.
struct ModelLanes {
  std::size_t predictors = 0;  ///< P

  // Given.
  double* moments =
      nullptr;  ///< weighted sums of products of (1, z_1 .. z_P, z_y), z = value - origin
  double* squared_moments = nullptr;  ///< the same with squared weights
  double* origins = nullptr;          ///< P + 1
  double* rows = nullptr;             ///< P predictors at which the models are evaluated

  // Found by solve_models.
  double* means = nullptr;    ///< P + 1, less the origins
  double* scales = nullptr;   ///< P: 1 / root of the weighted sum of squares about the mean
  double* cross = nullptr;    ///< P: sums of products with the response, about the means
  double* inverse = nullptr;  ///< of the P x P cross products about the means
  double* slopes = nullptr;   ///< P
  double* response_spread = nullptr;
  double* condition =
      nullptr;  ///< reciprocal, 1-norm, of the correlations; 0: not positive definite
  double* constant = nullptr;  ///< 1 if a predictor does not vary, else 0
  double* far = nullptr;       ///< 1 if the sums should be taken about the means, else 0

  // Found by evaluate_models; those of variances in units of sigma².
  double* intercept = nullptr;
  double* fitted = nullptr;
  double* leverage = nullptr;
  double* fitted_variance = nullptr;
  double* variances = nullptr;  ///< P + 1, intercept first

  double* scratch = nullptr;  ///< P (P + 1) / 2 + 4 P
};

}  // namespace terrabalance::gwr
