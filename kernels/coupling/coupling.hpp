#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// Coupling coordination of carbon sources and sinks.
namespace terrabalance::coupling {

enum class Normalisation {
  max,    ///< x / max x
  minmax  ///< (x - min x) / (max x - min x)
};

/// Scores in [0, 1] over all rows together. \throws InputError naming variable and row for values
/// that are not finite or negative, for a maximum of 0 (max) or a constant (minmax)
std::vector<double> normalise(std::span<const double> x, Normalisation how,
                              std::string_view variable);

enum class Orientation {
  inverse,  ///< U1 = 1 - source score: few sources are good
  source    ///< U1 = source score
};

/// How well systems with scores u develop together.
struct Degree {
  double c = 0;  ///< coupling, n (prod u)^(1/n) / sum u; for two systems 2 sqrt(u1 u2) / (u1 + u2)
  double t = 0;  ///< comprehensive level, sum w u
  double d = 0;  ///< coordination, sqrt(c t)
};

/// \param u scores in [0, 1]; all 0 gives C = D = 0
/// \param weights sum to 1; empty: all 1/n
/// \throws InputError for a score outside [0, 1] or weights that are negative or do not sum to 1
Degree degree(std::span<const double> u, std::span<const double> weights = {});

/// Class of D from 1 (D < 0.1) to 10 (D >= 0.9), and its name: "extreme disorder" ... "quality
/// coordination" (Liao 1999).
int level_of(double d);
std::string_view level_name(int level);

/// Which side is ahead: the ratio of sink score to source score, both as normalised (not inverted).
struct Relative {
  double ratio = 0;  ///< sink score / source score; NaN where both are 0, infinite for no source
  std::string state;
};
/// "source leads" below 0.8, "synchronous" to 1.2, "sink leads" above.
Relative relative_development(double source_score, double sink_score);

}  // namespace terrabalance::coupling
