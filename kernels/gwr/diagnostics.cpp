#include "kernels/gwr/diagnostics.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include <boost/math/distributions/students_t.hpp>

namespace terrabalance::gwr {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

constexpr std::array<std::pair<Criterion, std::string_view>, 4> names{{{Criterion::aicc, "aicc"},
                                                                       {Criterion::aic, "aic"},
                                                                       {Criterion::bic, "bic"},
                                                                       {Criterion::cv, "cv"}}};

double log_likelihood(double n, double rss) {
  return -n / 2 * (std::log(rss) + 1 + std::log(2 * std::numbers::pi / n));
}

/// Sum of squares about the mean of the response at the places with a model.
double total_spread(const LocalFit& fit) {
  double mean = 0;
  for (std::size_t i = 0; i < fit.size(); ++i)
    if (fit.status[i] == Status::ok) mean += (fit.fitted[i] + fit.residual[i]) / fit.sums.places;
  double sum = 0;
  for (std::size_t i = 0; i < fit.size(); ++i) {
    if (fit.status[i] != Status::ok) continue;
    const double d = fit.fitted[i] + fit.residual[i] - mean;
    sum += d * d;
  }
  return sum;
}

}  // namespace

std::optional<Criterion> criterion_of(std::string_view name) {
  for (const auto& [criterion, known] : names)
    if (known == name) return criterion;
  return std::nullopt;
}

std::string_view name_of(Criterion criterion) {
  for (const auto& [known, name] : names)
    if (known == criterion) return name;
  return "";
}

double value_of(Criterion criterion, const Sums& sums) {
  const double n = sums.places;
  const double k = sums.tr_s;
  if (!(n > 0)) return infinity;
  const double deviance = -2 * log_likelihood(n, sums.rss);
  double value = nan;
  switch (criterion) {
    case Criterion::aicc:
      if (n - k - 2 > 0) value = deviance + 2 * n * (k + 1) / (n - k - 2);
      break;
    case Criterion::aic:
      value = deviance + 2 * (k + 1);
      break;
    case Criterion::bic:
      value = deviance + (k + 1) * std::log(n);
      break;
    case Criterion::cv:
      value = sums.press / n;
      break;
  }
  return std::isfinite(value) ? value : infinity;
}

double adjusted_critical_t(double alpha, double coefficients, double enp, double places) {
  const double level = alpha * coefficients / enp;
  if (!(level > 0 && level < 1 && places > 1)) return nan;
  const boost::math::students_t distribution(places - 1);
  return boost::math::quantile(boost::math::complement(distribution, level / 2));
}

Diagnostics diagnose(const LocalFit& fit, SigmaForm form) {
  return diagnose(fit.sums, fit.coefficients, fit.bandwidth, total_spread(fit), form);
}

Diagnostics diagnose(const Sums& s, std::size_t coefficients, double bandwidth, double tss,
                     SigmaForm form) {
  const double n = s.places;
  Diagnostics d;
  d.places = n;
  d.failed = s.failed;
  d.coefficients = static_cast<double>(coefficients);
  d.bandwidth = bandwidth;
  d.rss = s.rss;
  d.tss = tss;
  d.tr_s = s.tr_s;
  d.tr_sts = s.tr_sts;
  d.df_model = n - s.tr_s;
  d.df_resid = n - 2 * s.tr_s + s.tr_sts;
  const bool as_mgwr = form == SigmaForm::tr_s;
  d.enp = as_mgwr ? s.tr_s : 2 * s.tr_s - s.tr_sts;
  const double freedom = as_mgwr ? d.df_model : d.df_resid;
  d.sigma2 = freedom > 0 ? s.rss / freedom : nan;
  d.sigma2_ml = s.rss / n;
  d.log_likelihood = log_likelihood(n, s.rss);
  d.aic = value_of(Criterion::aic, s);
  d.aicc = value_of(Criterion::aicc, s);
  d.bic = value_of(Criterion::bic, s);
  d.cv = value_of(Criterion::cv, s);
  d.r2 = 1 - s.rss / d.tss;
  d.adj_r2 = n - d.enp - 1 > 0 ? 1 - (1 - d.r2) * (n - 1) / (n - d.enp - 1) : nan;
  d.adj_alpha_95 = 0.05 * d.coefficients / d.enp;
  d.critical_t_95 = adjusted_critical_t(0.05, d.coefficients, d.enp, n);
  return d;
}

Standardised standardise(const LocalFit& fit, double tr_s, double scale,
                         const std::function<double(std::size_t)>& variance) {
  Standardised s;
  const std::size_t k = fit.coefficients;
  s.std_residual.assign(fit.size(), nan);
  s.cooks_d.assign(fit.size(), nan);
  s.se.assign(fit.beta.size(), nan);
  s.t.assign(fit.beta.size(), nan);
  for (std::size_t i = 0; i < fit.size(); ++i) {
    if (fit.status[i] != Status::ok) continue;
    const double h = fit.influence[i];
    if (const double free = free_share(h); free > 0) {
      s.std_residual[i] = fit.residual[i] / std::sqrt(variance(i) * free);
      s.cooks_d[i] = s.std_residual[i] * s.std_residual[i] * h / (tr_s * free);
    }
    for (std::size_t m = i * k; m < (i + 1) * k; ++m) {
      s.se[m] = std::sqrt(fit.variance[m] * scale);
      s.t[m] = fit.beta[m] / s.se[m];
    }
  }
  return s;
}

Standardised standardise(const LocalFit& fit, const Diagnostics& diagnostics) {
  return standardise(fit, diagnostics.tr_s, diagnostics.sigma2,
                     [&](std::size_t) { return diagnostics.sigma2; });
}

}  // namespace terrabalance::gwr
