#include "kernels/gwr/generalised/family.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace terrabalance::gwr {
namespace {

constexpr double least = std::numeric_limits<double>::epsilon();
constexpr double largest_exponent = 500;

/// y ln(y / mean), 0 for y = 0.
double term(double y, double mean) {
  return y > 0 ? y * std::log(y / mean) : 0;
}

}  // namespace

std::optional<Family> family_of(std::string_view name) {
  if (name == "gaussian") return Family::gaussian;
  if (name == "poisson") return Family::poisson;
  if (name == "binomial") return Family::binomial;
  return std::nullopt;
}

double mean_of(Family family, double eta, double offset) {
  switch (family) {
    case Family::poisson:
      return offset * std::exp(std::clamp(eta, -largest_exponent, largest_exponent));
    case Family::binomial:
      return std::clamp(1 / (1 + std::exp(-eta)), least, 1 - least);
    case Family::gaussian:
      break;
  }
  return eta;
}

double variance_of(Family family, double mean) {
  switch (family) {
    case Family::poisson:
      return mean;
    case Family::binomial:
      return mean * (1 - mean);
    case Family::gaussian:
      break;
  }
  return 1;
}

double deviance_of(Family family, double response, double mean) {
  switch (family) {
    case Family::poisson:
      return 2 * (term(response, mean) - (response - mean));
    case Family::binomial:
      return 2 * (term(response, mean) + term(1 - response, 1 - mean));
    case Family::gaussian:
      break;
  }
  return (response - mean) * (response - mean);
}

double starting_eta(Family family, double response, double offset, double rate) {
  switch (family) {
    case Family::poisson:
      return std::log(std::max((response / offset + rate) / 2, least));
    case Family::binomial: {
      const double mean = (response + 0.5) / 2;
      return std::log(mean / (1 - mean));
    }
    case Family::gaussian:
      break;
  }
  return response;
}

bool is_possible(Family family, double response) {
  switch (family) {
    case Family::poisson:
      return response >= 0;
    case Family::binomial:
      return response == 0 || response == 1;
    case Family::gaussian:
      break;
  }
  return true;
}

}  // namespace terrabalance::gwr
