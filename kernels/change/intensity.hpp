#pragma once

#include <cstddef>
#include <vector>

#include "kernels/change/transitions.hpp"

/// \file
/// Intensity analysis of land change after Aldwaik and Pontius 2012, "Intensity analysis to unify
/// measurements of size and stationarity of land changes by interval, category, and transition",
/// Landscape and Urban Planning 106; numbers in brackets are its equations. All in % / yr.
namespace terrabalance {

/// What the intensity of a row is an intensity of.
enum class IntensityLevel {
  interval,    ///< change of the zone in the interval (1), against the whole time (2)
  gain,        ///< gain of `to` (3), against the interval's change
  loss,        ///< loss of `from` (4), against the interval's change
  to_class,    ///< transition to `to` from `from` (5), against a uniform one (6)
  from_class,  ///< transition from `from` to `to` (7), against a uniform one (8)
};

struct Intensity {
  static constexpr std::size_t any = static_cast<std::size_t>(-1);

  IntensityLevel level;
  std::size_t from = any;
  std::size_t to = any;
  double intensity;  ///< observed; NaN if the class that it is a share of has no area
  double uniform;    ///< the line that it is compared with
};

/// Category and transition level of one interval; pairs of absent classes are left out.
/// \param years  length of the interval, > 0
std::vector<Intensity> intensities(const TransitionMatrix& matrix, double years);

/// Interval level of consecutive intervals: one row each.
/// \param years  their lengths
std::vector<Intensity> interval_intensities(const std::vector<TransitionMatrix>& intervals,
                                            const std::vector<double>& years);

}  // namespace terrabalance
