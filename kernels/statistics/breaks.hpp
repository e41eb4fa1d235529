#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// \file
/// Cutting a variable into classes. Breaks are the inner bounds, ascending: a value belongs to the
/// first class whose upper break is not below it, (lower, upper]. Breaks that coincide, as when a
/// value is very frequent, are given once; the classes are then fewer.
/// All throw InputError for fewer than 2 classes, no values, or a value that is not finite.
namespace terrabalance {

/// Classes of equal width between the extremes.
std::vector<double> equal_breaks(std::span<const double> x, std::size_t classes);

/// Quantiles by linear interpolation (type 7 of Hyndman and Fan 1996, the default of R).
std::vector<double> quantile_breaks(std::span<const double> x, std::size_t classes);

/// Natural breaks: the partition with the least sum of squared deviations from the class means,
/// exactly (Fisher 1958; Jenks 1977). Breaks are the largest values of the classes.
/// O(classes * n log n) by divide and conquer, O(classes * n) memory; n = distinct values.
std::vector<double> natural_breaks(std::span<const double> x, std::size_t classes);

/// The same of distinct values, ascending, that occur so often (> 0).
std::vector<double> natural_breaks(std::span<const double> distinct,
                                   std::span<const std::int64_t> counts, std::size_t classes);

/// Bounds in geometric progression. \throws InputError naming the variable unless all values > 0.
std::vector<double> geometric_breaks(std::span<const double> x, std::size_t classes,
                                     std::string_view variable);

/// Mean + (j - classes / 2) standard deviations (sample), j = 1 .. classes - 1; breaks outside the
/// range of the values are left out.
std::vector<double> deviation_breaks(std::span<const double> x, std::size_t classes);

/// What deviation_breaks looks at, whoever computed it.
struct Spread {
  double least = 0;
  double most = 0;
  double mean = 0;
  double sd = 0;
};
std::vector<double> deviation_breaks(const Spread& spread, std::size_t classes);

/// Number of the class of a value, from 0.
std::size_t class_of(double value, std::span<const double> breaks);

}  // namespace terrabalance
