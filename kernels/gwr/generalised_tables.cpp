#include "kernels/gwr/generalised_tables.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

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
  std::vector<std::string> names;
  std::vector<double> values;
  for (const auto& [name, value] : rows) {
    names.emplace_back(name);
    values.push_back(value);
  }
  return {"gwr/summary",
          "Geographically weighted generalised linear model: as a whole",
          {{"name", "", "diagnostic, see docs/gwr.md", std::move(names)},
           {"value", "1", "its value", std::move(values)}}};
}

Standardised standardise(const GeneralisedFit& result, Family family) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const LocalFit& fit = result.local;
  const std::size_t k = fit.coefficients;
  Standardised s;
  s.std_residual.assign(fit.size(), nan);
  s.cooks_d.assign(fit.size(), nan);
  s.se.assign(fit.beta.size(), nan);
  s.t.assign(fit.beta.size(), nan);
  for (std::size_t i = 0; i < fit.size(); ++i) {
    if (fit.status[i] != Status::ok) continue;
    const double h = fit.influence[i];
    if (const double free = free_share(h); free > 0) {
      s.std_residual[i] = fit.residual[i] / std::sqrt(variance_of(family, fit.fitted[i]) * free);
      s.cooks_d[i] = s.std_residual[i] * s.std_residual[i] * h / (result.sums.tr_s * free);
    }
    for (std::size_t m = i * k; m < (i + 1) * k; ++m) {
      s.se[m] = std::sqrt(fit.variance[m]);
      s.t[m] = fit.beta[m] / s.se[m];
    }
  }
  return s;
}

}  // namespace terrabalance::gwr
