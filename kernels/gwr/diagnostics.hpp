#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "kernels/gwr/points/point_model.hpp"

namespace terrabalance::gwr {

/// What a bandwidth is judged by; less is better.
enum class Criterion { aicc, aic, bic, cv };
std::optional<Criterion> criterion_of(std::string_view name);
std::string_view name_of(Criterion criterion);

/// Which denominator the residual variance has.
enum class SigmaForm {
  tr_s,    ///< n - tr S, as mgwr
  tr_sts,  ///< n - 2 tr S + tr S'S, as GWmodel and spgwr
};

/// The model as a whole. NaN where the degrees of freedom do not suffice.
struct Diagnostics {
  double places = 0;  ///< n: places with a local model
  double failed = 0;  ///< complete rows without one
  double coefficients = 0;
  double bandwidth = 0;
  double rss = 0, tss = 0, r2 = 0, adj_r2 = 0;
  double tr_s = 0, tr_sts = 0, enp = 0, df_model = 0, df_resid = 0;
  double sigma2 = 0, sigma2_ml = 0;
  double log_likelihood = 0, aic = 0, aicc = 0, bic = 0, cv = 0;
  double adj_alpha_95 = 0;   ///< 0.05 k / ENP (da Silva and Fotheringham 2016)
  double critical_t_95 = 0;  ///< two-sided, at the adjusted level, n - 1 degrees of freedom
};

/// Value of a criterion from sums over n places; +inf where it is not defined.
double value_of(Criterion criterion, const Sums& sums);

Diagnostics diagnose(const LocalFit& fit, SigmaForm form = SigmaForm::tr_s);

/// The same of a model whose places are spread over ranks.
/// \param tss  sum of squares of the response about its mean, over the places with a model
Diagnostics diagnose(const Sums& sums, std::size_t coefficients, double bandwidth, double tss,
                     SigmaForm form);

/// Columns of the local table that follow from the whole; NaN too where a place determines its own
/// fitted value (S_ii = 1).
struct Standardised {
  std::vector<double> std_residual;  ///< e / sqrt(sigma² (1 - S_ii))
  std::vector<double> cooks_d;       ///< std² S_ii / (tr S (1 - S_ii))
  std::vector<double> se;            ///< places x coefficients
  std::vector<double> t;
};
Standardised standardise(const LocalFit& fit, const Diagnostics& diagnostics);

/// The same of any model.
/// \param scale     of the coefficients' variances
/// \param variance  of the residual at a place
Standardised standardise(const LocalFit& fit, double tr_s, double scale,
                         const std::function<double(std::size_t)>& variance);

/// Two-sided critical t at level alpha · k / ENP.
double adjusted_critical_t(double alpha, double coefficients, double enp, double places);

}  // namespace terrabalance::gwr
