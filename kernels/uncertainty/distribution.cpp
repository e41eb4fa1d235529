#include "kernels/uncertainty/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>
#include <string>

#include "engine/value/error.hpp"
#include "kernels/uncertainty/lanes/lanes.hpp"

namespace terrabalance::uncertainty {
namespace {

/// Phi(z); accurate in the lower tail.
double phi_below(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

double density(double z) {
  return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
}

double times_density(double z) {
  return std::isfinite(z) ? z * density(z) : 0;
}

std::string text(double value) {
  std::string digits = std::to_string(value);
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.ends_with('.')) digits.pop_back();
  return digits;
}

void require_finite(std::initializer_list<double> values) {
  for (const double value : values) {
    if (!std::isfinite(value)) {
      throw InputError("a parameter is missing or not finite; give all that the distribution has");
    }
  }
}

void require_ascending(double lower, double upper) {
  if (lower > upper) {
    throw InputError("the lower limit " + text(lower) + " lies above the upper " + text(upper) +
                     "; swap them");
  }
  if (lower == upper) {
    throw InputError("both limits are " + text(lower) +
                     "; write dist = fixed for a value without uncertainty");
  }
}

void require_inside(double value, double lower, double upper, const char* what) {
  if (value < lower || value > upper) {
    throw InputError(std::string(what) + " " + text(value) + " lies outside [" + text(lower) +
                     ", " + text(upper) + "]; correct it");
  }
}

}  // namespace

std::string_view name(Family family) {
  constexpr std::array<std::string_view, 6> names{"fixed",     "normal",     "truncnormal",
                                                  "lognormal", "triangular", "uniform"};
  return names[static_cast<std::size_t>(family)];
}

Distribution Distribution::fixed(double value) {
  require_finite({value});
  Distribution d;
  d.p_ = {value};
  d.mean_ = d.central_ = value;
  return d;
}

Distribution Distribution::normal(double mean, double sd) {
  require_finite({mean, sd});
  if (!(sd > 0)) throw InputError("a normal needs a standard deviation > 0; or write fixed");
  Distribution d;
  d.family_ = Family::normal;
  d.p_ = {mean, sd};
  d.mean_ = d.central_ = mean;
  d.sd_ = sd;
  return d;
}

Distribution Distribution::normal_from_limits(double mean, double lower, double upper) {
  require_finite({mean, lower, upper});
  require_ascending(lower, upper);
  require_inside(mean, lower, upper, "the mean");
  if (std::abs(upper + lower - 2 * mean) > 0.01 * (upper - lower)) {
    throw InputError("the limits " + text(lower) + " and " + text(upper) +
                     " do not lie evenly about the mean " + text(mean) +
                     "; a normal is symmetric: use lognormal, or correct them");
  }
  return normal(mean, (upper - lower) / (2 * z95));
}

Distribution Distribution::truncated_normal(double parent_mean, double parent_sd, double lower,
                                            double upper) {
  require_finite({parent_mean, parent_sd});
  if (std::isnan(lower) || std::isnan(upper)) throw InputError("a limit is not a number");
  if (!(parent_sd > 0)) throw InputError("a truncnormal needs a parent sd > 0; or write fixed");
  require_ascending(lower, upper);
  Distribution d;
  d.family_ = Family::truncnormal;
  d.p_ = {parent_mean, parent_sd, lower, upper};
  d.central_ = parent_mean;
  const double mass = d.tail_mass();
  if (!(mass >= 1e-6)) {
    throw InputError("the limits leave less than 1e-6 of the normal; widen them or move its mean");
  }
  const double a = (lower - parent_mean) / parent_sd;
  const double b = (upper - parent_mean) / parent_sd;
  const double shift = (density(a) - density(b)) / mass;
  d.mean_ = parent_mean + parent_sd * shift;
  const double variance = 1 + (times_density(a) - times_density(b)) / mass - shift * shift;
  d.sd_ = parent_sd * std::sqrt(std::max(0.0, variance));
  return d;
}

// The mass between the limits, taken from the tail in which they lie.
double Distribution::tail_mass() const {
  const double a = (p_[2] - p_[0]) / p_[1];
  const double b = (p_[3] - p_[0]) / p_[1];
  return a > 0 ? phi_below(-a) - phi_below(-b) : phi_below(b) - phi_below(a);
}

namespace {

/// Limits of a lognormal as amounts, and their sign.
struct Amounts {
  double lower;
  double upper;
  double sign;
};

Amounts amounts_of(double lower, double upper) {
  require_finite({lower, upper});
  require_ascending(lower, upper);
  if (lower > 0) return {lower, upper, 1};
  if (upper < 0) return {-upper, -lower, -1};
  throw InputError("a lognormal needs both limits above 0 or both below; use normal or uniform");
}

}  // namespace

Distribution Distribution::lognormal_from_mean(double mean, double lower, double upper) {
  require_finite({mean});
  Distribution d = lognormal_from_limits(lower, upper);
  require_inside(mean, lower, upper, "the mean");
  d.p_[0] = std::log(std::abs(mean)) - 0.5 * d.p_[1] * d.p_[1];
  d.mean_ = d.central_ = mean;
  d.sd_ = std::abs(mean) * std::sqrt(std::expm1(d.p_[1] * d.p_[1]));
  return d;
}

Distribution Distribution::lognormal_from_limits(double lower, double upper) {
  const Amounts amounts = amounts_of(lower, upper);
  Distribution d;
  d.family_ = Family::lognormal;
  const double sigma = std::log(amounts.upper / amounts.lower) / (2 * z95);
  const double mu = 0.5 * std::log(amounts.lower * amounts.upper);
  d.p_ = {mu, sigma, amounts.sign};
  const double mean = std::exp(mu + 0.5 * sigma * sigma);
  d.mean_ = d.central_ = amounts.sign * mean;
  d.sd_ = mean * std::sqrt(std::expm1(sigma * sigma));
  return d;
}

Distribution Distribution::triangular(double least, double mode, double most) {
  require_finite({least, mode, most});
  require_ascending(least, most);
  require_inside(mode, least, most, "the mode");
  Distribution d;
  d.family_ = Family::triangular;
  d.p_ = {least, mode, most};
  d.mean_ = (least + mode + most) / 3;
  const double spread = (most - least) * (most - least) + (mode - least) * (mode - most);
  d.sd_ = std::sqrt(spread / 18);
  d.central_ = mode;
  return d;
}

Distribution Distribution::uniform(double lower, double upper) {
  require_finite({lower, upper});
  require_ascending(lower, upper);
  Distribution d;
  d.family_ = Family::uniform;
  d.p_ = {lower, upper};
  d.mean_ = d.central_ = 0.5 * (lower + upper);
  d.sd_ = (upper - lower) / std::sqrt(12.0);
  return d;
}

double Distribution::quantile(double u) const {
  quantiles({&u, 1});
  return u;
}

void Distribution::quantiles(std::span<double> values) const {
  const auto& [p0, p1, p2, p3] = p_;
  const auto normals = [values] { lane_loops().normal_quantiles(values.size(), values.data()); };
  switch (family_) {
    case Family::fixed:
      std::fill(values.begin(), values.end(), p0);
      break;
    case Family::normal:
      normals();
      for (double& x : values)
        x = p0 + p1 * x;
      break;
    case Family::truncnormal: {
      const double a = (p2 - p0) / p1;
      const double b = (p3 - p0) / p1;
      // From the tail that the limits lie in: 1 - Phi would lose its digits out there.
      const bool upper = a > 0;
      const double from = upper ? phi_below(-a) : phi_below(a);
      const double to = upper ? phi_below(-b) : phi_below(b);
      for (double& x : values)
        x = from + x * (to - from);
      normals();
      for (double& x : values)
        x = std::clamp(p0 + p1 * (upper ? -x : x), p2, p3);
      break;
    }
    case Family::lognormal:
      normals();
      // A small quantile of a negative input is a large one of its amount.
      for (double& x : values)
        x = p2 * std::exp(p0 + p2 * p1 * x);
      break;
    case Family::triangular: {
      const double width = p2 - p0;
      const double below = (p1 - p0) / width;
      for (double& x : values) {
        x = x < below ? p0 + std::sqrt(x * width * (p1 - p0))
                      : p2 - std::sqrt((1 - x) * width * (p2 - p1));
      }
      break;
    }
    case Family::uniform:
      for (double& x : values)
        x = p0 + x * (p1 - p0);
      break;
  }
}

double Distribution::probability_below(double x) const {
  const auto& [p0, p1, p2, p3] = p_;
  switch (family_) {
    case Family::fixed:
      return x > p0 ? 1 : 0;
    case Family::normal:
      return phi_below((x - p0) / p1);
    case Family::truncnormal: {
      if (x <= p2) return 0;
      if (x >= p3) return 1;
      return std::min(1.0, (phi_below((x - p0) / p1) - phi_below((p2 - p0) / p1)) / tail_mass());
    }
    case Family::lognormal: {
      if (x * p2 <= 0) return p2 > 0 ? 0 : 1;
      const double below = phi_below((std::log(std::abs(x)) - p0) / p1);
      return p2 > 0 ? below : 1 - below;
    }
    case Family::triangular: {
      if (x <= p0) return 0;
      if (x >= p2) return 1;
      return x < p1 ? (x - p0) * (x - p0) / ((p2 - p0) * (p1 - p0))
                    : 1 - (p2 - x) * (p2 - x) / ((p2 - p0) * (p2 - p1));
    }
    case Family::uniform:
      return std::clamp((x - p0) / (p1 - p0), 0.0, 1.0);
  }
  return 0;
}

double Distribution::probability_of_other_sign() const {
  if (central_ == 0 || family_ == Family::fixed) return 0;
  const double below = probability_below(0);
  return central_ > 0 ? below : 1 - below;
}

double misfit(const Distribution& distribution, double lower, double upper) {
  const double low = std::abs(distribution.quantile(0.025) - lower) / std::abs(lower);
  const double high = std::abs(distribution.quantile(0.975) - upper) / std::abs(upper);
  return std::max(low, high);
}

}  // namespace terrabalance::uncertainty
