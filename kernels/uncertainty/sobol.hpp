#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/uncertainty/multilinear.hpp"

namespace terrabalance::uncertainty {

/// scale * numerator / |denominator|: what has no exact indices.
struct Ratio {
  Sum numerator;
  Sum denominator;
  double scale = 1;
};

struct SobolIndex {
  std::string input;  ///< id, or "classification" for all error matrices together
  double first = 0;   ///< share of the variance that the input explains alone
  double total = 0;   ///< share that is lost without it, interactions included
};

/// Draws of the cells of error matrices that the two samples take; empty without cells.
struct CellSamples {
  std::vector<std::vector<double>> a;  ///< draw_cells()
  std::vector<std::vector<double>> b;  ///< draw_cells() with suffix "#B"
};

/// Sampled Sobol indices of a ratio: samples A and B on the streams ID and ID#B, one changed column
/// at a time (Saltelli et al. 2010, CPC 181, 259-270), both orders by the estimators of Jansen
/// 1999 (CPC 117, 35-43). One row an input with a spread. Standard error about 1 / sqrt(draws).
/// O(draws * (inputs + terms)) time, because the sums are linear in each input; one thread.
/// \param ratio  of simplified() sums
std::vector<SobolIndex> sobol_indices(const Ratio& ratio, const Inputs& inputs, std::uint64_t seed,
                                      std::size_t draws, const CellSamples& cells);

}  // namespace terrabalance::uncertainty
