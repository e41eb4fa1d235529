#pragma once

#include <string>
#include <vector>

#include "engine/value/table.hpp"
#include "jobs/uncertainty/inputs/assembly.hpp"
#include "jobs/uncertainty/monte_carlo.hpp"
#include "jobs/uncertainty/tables/quantities.hpp"

namespace terrabalance {

/// Everything that the tables state, zone by zone with the total last.
struct Figures {
  std::vector<std::string> zones;
  std::vector<std::int64_t> years;
  std::vector<uncertainty::SumGroup> sums;         ///< [zone]
  std::vector<std::vector<double>> deterministic;  ///< [zone][sum]
  std::vector<std::vector<Quantity>> quantities;   ///< [zone]
};

/// Names, sums and quantities of all zones and of their total.
Figures figures_of(const Assembly& assembly, const UncertaintyInputs& inputs);

/// Table uncertainty/summary: three rows a figure of a year: approach1, exact, mc.
Table summary_table(const Figures& figures, const Assembly& assembly, const MonteCarlo& draws);

/// Table uncertainty/trend.
Table trend_table(const Figures& figures, const Assembly& assembly, const MonteCarlo& draws);

/// Table uncertainty/shares: exact for sums, sampled for ratios.
Table shares_table(const Figures& figures, const Assembly& assembly, std::uint64_t seed,
                   int threads);

/// Table uncertainty/areas: areas of the map, and adjusted by the error matrices.
Table areas_table(const Figures& figures, const Assembly& assembly, const MonteCarlo& draws);

/// Table uncertainty/inputs: what was fitted, what its source is, how often its sign changes.
Table inputs_table(const Assembly& assembly, const MonteCarlo& draws);

}  // namespace terrabalance
