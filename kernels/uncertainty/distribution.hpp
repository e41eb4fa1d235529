#pragma once

#include <array>
#include <span>
#include <string_view>

namespace terrabalance::uncertainty {

/// Half the width of a 95 % interval of a normal, in standard deviations.
inline constexpr double z95 = 1.959963984540054;

enum class Family { fixed, normal, truncnormal, lognormal, triangular, uniform };
std::string_view name(Family family);

/// What is known of one input. Sampled by inversion of one uniform. Moments in closed form
/// (Johnson, Kotz and Balakrishnan 1994). Every maker throws InputError, without naming the place,
/// for limits that are not finite, in the wrong order, or do not fit the family.
class Distribution {
 public:
  static Distribution fixed(double value);

  /// \param sd > 0
  static Distribution normal(double mean, double sd);

  /// 95 % limits to either side; refused if they are lopsided by more than 1 % of their width.
  static Distribution normal_from_limits(double mean, double lower, double upper);

  /// A normal cut to [lower, upper]; either may be infinite. Refused where the cut leaves less than
  /// 1e-6 of it. mean() and sd() are those after the cut, central() the parent's mean.
  static Distribution truncated_normal(double parent_mean, double parent_sd, double lower,
                                       double upper);

  /// sigma = ln(upper / lower) / 2z, mu such that the mean is kept. A negative mean with negative
  /// limits is fitted to the amounts and keeps its sign.
  static Distribution lognormal_from_mean(double mean, double lower, double upper);

  /// The limits are the 2.5 % and 97.5 % quantiles.
  static Distribution lognormal_from_limits(double lower, double upper);

  static Distribution triangular(double least, double mode, double most);
  static Distribution uniform(double lower, double upper);

  Family family() const { return family_; }
  double mean() const { return mean_; }
  double sd() const { return sd_; }

  /// The value that a calculation without uncertainty takes: given mean, mode of a triangle,
  /// middle of a uniform.
  double central() const { return central_; }

  /// Fitted parameters, 0 where there are fewer: normal mean, sd; truncnormal mean, sd, lower,
  /// upper; lognormal mu, sigma, sign; triangular least, mode, most; uniform lower, upper.
  std::array<double, 4> parameters() const { return p_; }

  double quantile(double u) const;

  /// Uniforms to quantiles, in place.
  void quantiles(std::span<double> values) const;

  double probability_below(double x) const;

  /// Probability of the sign that the central value does not have; 0 for a central value of 0.
  double probability_of_other_sign() const;

 private:
  Distribution() = default;
  double tail_mass() const;

  Family family_ = Family::fixed;
  std::array<double, 4> p_{};
  double mean_ = 0;
  double sd_ = 0;
  double central_ = 0;
};

/// By how much, relative to it, the 2.5 % and 97.5 % quantiles miss the limits that were given.
double misfit(const Distribution& distribution, double lower, double upper);

}  // namespace terrabalance::uncertainty
