#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace terrabalance::detector {

/// A factor as strata: for every unit the number of its stratum, from 0, and the strata's names.
/// Every stratum has a unit.
struct Strata {
  std::vector<std::int32_t> of;
  std::vector<std::string> names;

  std::size_t count() const { return names.size(); }
};

/// Strata from labels, in the order of the labels: by number where all are integers, else by text.
/// \throws InputError for an empty label, naming factor and row
Strata from_labels(std::span<const std::string> labels, std::string_view factor);

/// Every combination that occurs, "a & b".
Strata intersect(const Strata& a, const Strata& b);

/// How a continuous factor is cut.
enum class Method { equal, quantile, natural, geometric, deviation };
inline constexpr std::array all_methods{Method::equal, Method::quantile, Method::natural,
                                        Method::geometric, Method::deviation};
std::string_view name(Method method);

/// Strata "(lower, upper]" of a continuous factor; empty classes vanish.
/// \throws InputError as the breaks of kernels/statistics/breaks.hpp do
Strata discretize(std::span<const double> x, Method method, std::size_t classes,
                  std::string_view factor);

/// Strata from given inner bounds.
Strata from_breaks(std::span<const double> x, std::span<const double> breaks);

/// The method and number of classes with the highest q.
struct Optimum {
  Method method = Method::natural;
  std::size_t classes = 0;
  double q = 0;
  Strata strata;
};

/// Tries all methods with least .. most classes (geometric only where all values are positive); of
/// equal q the first method with the fewest classes wins.
/// \throws InputError if no discretisation leaves two or more strata and fewer strata than units
Optimum optimal(std::span<const double> y, std::span<const double> x, std::size_t least,
                std::size_t most, std::string_view factor);

}  // namespace terrabalance::detector
