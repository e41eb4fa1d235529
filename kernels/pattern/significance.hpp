#pragma once

#include <span>
#include <string>
#include <vector>

namespace terrabalance::pattern {

/// False discovery rate (Benjamini and Hochberg 1995): the largest p that is significant when the
/// share of false discoveries shall be at most `rate`; 0 if none is. NaN p values do not count.
double fdr_threshold(std::span<const double> p, double rate);

/// Hot and cold spots from z scores of Gi or Gi*: hot_99, hot_95, hot_90, none, cold_90, cold_95,
/// cold_99 at |z| >= 2.58, 1.96, 1.65; empty for NaN.
std::vector<std::string> hot_spots(std::span<const double> z);

/// The same with the false discovery rate at 1, 5 and 10 % in place of fixed z.
std::vector<std::string> hot_spots_fdr(std::span<const double> z);

/// Clusters and outliers of local Moran: the quadrant where p <= threshold, else "none"; empty for
/// NaN.
std::vector<std::string> clusters(std::span<const std::string> quadrants, std::span<const double> p,
                                  double threshold);

}  // namespace terrabalance::pattern
