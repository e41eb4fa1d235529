#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "jobs/uncertainty/inputs/assembly.hpp"
#include "kernels/uncertainty/multilinear.hpp"
#include "kernels/uncertainty/sobol.hpp"

namespace terrabalance {

/// A figure of a zone that is stated with its uncertainty: a weighted sum of the zone's sums
/// (sources, sinks, GDP by year), or the ratio of two.
struct Quantity {
  using Weights = std::vector<std::pair<std::size_t, double>>;  ///< number of the sum, weight

  std::string name;
  std::string unit;
  std::size_t from = 0;  ///< number of the year
  std::size_t to = 0;    ///< the same for a figure of one year
  bool trend = false;
  Weights numerator = {};
  Weights denominator = {};  ///< its absolute value divides; empty: 1
  double scale = 1;
  bool undefined = false;  ///< a per cent trend whose base may be 0

  bool is_ratio() const { return !denominator.empty(); }
};

/// The figures of a zone: by year source, sink, net, net_per_ha (net_per_gdp), then trends between
/// consecutive years and over all, and the slope of net if there are three years or more.
std::vector<Quantity> quantities_of(const std::vector<std::int64_t>& years,
                                    const std::vector<double>& area_ha, bool gdp,
                                    const std::string& gdp_unit);

/// As a sum of products; for ratios the numerator alone.
uncertainty::Sum sum_of(const Quantity::Weights& weights, double scale,
                        const uncertainty::SumGroup& zone);

/// Of one value a sum.
double value_of(const Quantity& quantity, std::span<const double> sums);

/// Draw by draw. \param columns  of the zone's sums
void values_of(const Quantity& quantity, std::span<const std::span<const double>> columns,
               std::span<double> out);

}  // namespace terrabalance
