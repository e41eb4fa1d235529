#include "kernels/gwr/generalised/generalised_tables.hpp"

#include <utility>
#include <vector>

#include "kernels/gwr/tables.hpp"

namespace terrabalance::gwr {

Table generalised_summary(const GeneralisedFit& fit) {
  const GeneralisedSums& s = fit.sums;
  const double k = static_cast<double>(fit.local.coefficients);
  const std::vector<std::pair<const char*, double>> rows{
      {"n", s.places},
      {"failed", s.failed},
      {"coefficients", k},
      {"bandwidth", fit.local.bandwidth},
      {"aicc", value_of(Criterion::aicc, s)},
      {"aic", value_of(Criterion::aic, s)},
      {"bic", value_of(Criterion::bic, s)},
      {"cv", value_of(Criterion::cv, s)},
      {"enp", s.tr_s},
      {"tr_s", s.tr_s},
      {"tr_sts", s.tr_sts},
      {"deviance", s.deviance},
      {"null_deviance", fit.null_deviance},
      {"d2", 1 - s.deviance / fit.null_deviance},
      {"adj_alpha_95", 0.05 * k / s.tr_s},
      {"critical_t_95", adjusted_critical_t(0.05, k, s.tr_s, s.places)}};
  return summary_of("Geographically weighted generalised linear model: as a whole", rows);
}

Standardised standardise(const GeneralisedFit& result, Family family) {
  const LocalFit& fit = result.local;
  return standardise(fit, result.sums.tr_s, 1,
                     [&](std::size_t i) { return variance_of(family, fit.fitted[i]); });
}

}  // namespace terrabalance::gwr
