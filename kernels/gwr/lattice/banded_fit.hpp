#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

#include "kernels/gwr/diagnostics.hpp"
#include "kernels/gwr/lattice/lattice_model.hpp"
#include "kernels/gwr/team.hpp"

namespace terrabalance::gwr {

/// Rows of a lattice that a rank computes, and those that it holds: also those about them that a
/// window reaches.
struct Band {
  Rows own;
  Rows held;

  /// Its own rows, counted from the first held.
  Rows own_held() const { return {own.first - held.first, own.last - held.first}; }
};
/// \param together  rows that are summed as one, \see Window. A rank holds all that its own share
///                  such a group with; where each rank has two groups, it owns whole ones
Band band_of(std::size_t rank, std::size_t ranks, std::size_t height, std::size_t reach,
             std::size_t together = 1);

/// Ranks that share a lattice.
struct BandTeam {
  Team team;
  Band band;  ///< of this rank
  /// Fills numbers of cells held that other ranks compute. Collective.
  std::function<void(std::vector<double>& cells)> fill_halo = [](auto&) {};
};

/// Centres of the columns over the rows of all ranks.
std::vector<double> centres_of(const Lattice& lattice, const BandTeam& ranks);

/// Sums of all ranks: what the criteria of a bandwidth need.
Sums evaluate_bands(const LatticeModel& model, const Window& window, const BandTeam& ranks);

/// Local models of a rank's own rows, and the model as a whole.
struct BandedFit {
  LocalFit local;  ///< of all cells held; other ranks' cells have their residual only
  Diagnostics whole;
  std::array<std::size_t, status_count> counts{};  ///< cells of all ranks, by status
};
BandedFit fit_bands(const LatticeModel& model, const Window& window, double bandwidth,
                    SigmaForm form, const BandTeam& ranks);

}  // namespace terrabalance::gwr
