#pragma once

/// \file
/// Local models for one instruction set, side by side. \see lanes_impl.hpp

#include "kernels/gwr/lanes/matrix_impl.hpp"

namespace terrabalance::gwr {
namespace {

/// A column whose local spread is below this share of its size is rounding, not variation.
constexpr double rounding = 4e-16;
/// Squared distance of the origin from the mean, in squared standard deviations, from which on the
/// sums are to be taken again.
constexpr double far_away = 1e4;

/// The numbers of local models.
class ModelRows {
 public:
  explicit ModelRows(const ModelLanes& models) : models_(models) {}

  /// Solves the models: means, correlations, their inverse, slopes.
  void solve() const {
    centre();
    correlate();
    invert();
    multiply(at(&ModelLanes::inverse), at(&ModelLanes::cross), size(), at(&ModelLanes::slopes));
  }

  /// What they say at their rows.
  void evaluate(bool variances) const {
    const Rows rows = at(&ModelLanes::rows);
    const Rows origins = at(&ModelLanes::origins);
    const Rows means = at(&ModelLanes::means);
    const Rows slopes = at(&ModelLanes::slopes);
    const Rows offset = at(&ModelLanes::scratch);
    const Row level = origins[size()] + means[size()];
    Row fitted = level;
    Row intercept = level;
    for (std::size_t m = 0; m < size(); ++m) {
      offset.set(m, (rows[m] - origins[m]) - means[m]);
      fitted = fitted + offset[m] * slopes[m];
      intercept = intercept - (origins[m] + means[m]) * slopes[m];
    }
    at(&ModelLanes::fitted).set(0, fitted);
    at(&ModelLanes::intercept).set(0, intercept);
    at(&ModelLanes::leverage)
        .set(0, Row::all(1) / weight() + form(offset, at(&ModelLanes::inverse), size()));
    if (variances) find_variances(offset);
  }

 private:
  std::size_t size() const { return models_.predictors; }
  Rows at(double* ModelLanes::*member) const { return Rows(models_.*member); }
  Row weight() const { return at(&ModelLanes::moments)[0]; }

  void centre() const {
    const Rows moments = at(&ModelLanes::moments);
    const Rows origins = at(&ModelLanes::origins);
    const Rows means = at(&ModelLanes::means);
    Row constant = Row::all(0);
    Row far = Row::all(0);
    for (std::size_t m = 0; m <= size(); ++m) {
      const Row mean = moments[element(m + 1, 0)] / weight();
      const Row shift = mean * mean * weight();
      const Row spread = moments[element(m + 1, m + 1)] - shift;
      means.set(m, mean);
      if (m == size()) {
        at(&ModelLanes::response_spread).set(0, spread);
        break;
      }
      const Row extent = rounding * (size_of(origins[m]) + size_of(mean));
      far = where_greater(shift, far_away * spread, Row::all(1), far);
      constant = where_greater(spread, weight() * extent * extent, constant, Row::all(1));
      at(&ModelLanes::scales).set(m, inverse_root(spread));
    }
    at(&ModelLanes::constant).set(0, constant);
    at(&ModelLanes::far).set(0, far);
  }

  /// Correlations in the place of the inverse.
  void correlate() const {
    const Rows moments = at(&ModelLanes::moments);
    const Rows means = at(&ModelLanes::means);
    const Rows scales = at(&ModelLanes::scales);
    const Rows correlations = at(&ModelLanes::inverse);
    for (std::size_t m = 0; m < size(); ++m) {
      const Row shift = means[m] * weight();
      at(&ModelLanes::cross).set(m, moments[element(size() + 1, m + 1)] - shift * means[size()]);
      for (std::size_t l = 0; l < m; ++l) {
        const Row product = moments[element(m + 1, l + 1)] - shift * means[l];
        correlations.set(element(m, l), product * scales[m] * scales[l]);
      }
      correlations.set(element(m, m), Row::all(1));
    }
  }

  void invert() const {
    const Rows matrix = at(&ModelLanes::inverse);
    const Rows scales = at(&ModelLanes::scales);
    const Rows sums = at(&ModelLanes::scratch);
    const Row before = norm(matrix, size(), sums);
    const Row positive = factorise(matrix, size());
    invert_factor(matrix, size());
    square_factor(matrix, size());
    const Row product = before * norm(matrix, size(), sums);
    const Row reciprocal = size() == 0 ? positive : Row::all(1) / product;
    at(&ModelLanes::condition)
        .set(0, where_greater(positive, Row::all(0), reciprocal, Row::all(0)));
    for (std::size_t m = 0; m < size(); ++m)
      for (std::size_t l = 0; l <= m; ++l)
        matrix.set(element(m, l), matrix[element(m, l)] * scales[m] * scales[l]);
  }

  /// A neighbour z of weight w enters the fitted value with w (1 / W + (z - mean)' A⁻¹ (row -
  /// mean)): its variance is the sum of the squares of that.
  /// \param offset  row - mean
  Row fitted_variance(const Rows& offset, const Rows& products, const Rows& sums,
                      const Rows& share) const {
    multiply(at(&ModelLanes::inverse), offset, size(), share);
    const Row level =
        at(&ModelLanes::squared_moments)[0] / weight() + 2.0 * dot(share, sums, size());
    return level / weight() + form(share, products, size());
  }

  void find_variances(const Rows& offset) const {
    const Rows moments = at(&ModelLanes::squared_moments);
    const Rows means = at(&ModelLanes::means);
    const Rows variances = at(&ModelLanes::variances);
    const Rows share = offset.from(size());
    const Rows sums = share.from(size());  // of the columns about their means
    const Rows products = sums.from(size());
    for (std::size_t m = 0; m < size(); ++m) {
      sums.set(m, moments[element(m + 1, 0)] - moments[0] * means[m]);
      for (std::size_t l = 0; l <= m; ++l)
        products.set(element(m, l), moments[element(m + 1, l + 1)] -
                                        means[m] * moments[element(l + 1, 0)] - means[l] * sums[m]);
    }
    at(&ModelLanes::fitted_variance).set(0, fitted_variance(offset, products, sums, share));
    for (std::size_t m = 0; m < size(); ++m) {
      copy_row(at(&ModelLanes::inverse), m, size(), share);
      variances.set(m + 1, form(share, products, size()));
      offset.set(m, -1.0 * (at(&ModelLanes::origins)[m] + means[m]));
    }
    variances.set(0, fitted_variance(offset, products, sums, share));
  }

  const ModelLanes& models_;
};

void solve_models(const ModelLanes& models) {
  ModelRows(models).solve();
}

void evaluate_models(const ModelLanes& models, bool variances) {
  ModelRows(models).evaluate(variances);
}

}  // namespace
}  // namespace terrabalance::gwr
