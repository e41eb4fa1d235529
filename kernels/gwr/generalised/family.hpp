#pragma once

#include <optional>
#include <string_view>

namespace terrabalance::gwr {

/// The distribution of the response, with its canonical link.
enum class Family {
  gaussian,
  poisson,  ///< counts; log link, mean = offset exp(η)
  binomial  ///< 0 or 1; logit link
};
std::optional<Family> family_of(std::string_view name);

/// Mean of the response at a linear predictor. Kept off the ends at which a deviance is infinite.
double mean_of(Family family, double eta, double offset);

/// Weight of an iteration: variance of the response at its mean, in units of the scale.
double variance_of(Family family, double mean);

/// Twice the log likelihood ratio of a response and a mean.
double deviance_of(Family family, double response, double mean);

/// Linear predictor to start iterations from.
/// \param rate  mean of the response over offset
double starting_eta(Family family, double response, double offset, double rate);

/// Whether a response is one of the family: any number, a number from 0 on, 0 or 1.
bool is_possible(Family family, double response);

}  // namespace terrabalance::gwr
