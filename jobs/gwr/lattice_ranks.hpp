#pragma once

#include <cstddef>

#include "engine/runtime/communicator.hpp"
#include "kernels/gwr/lattice/banded_fit.hpp"

namespace terrabalance {

/// All ranks, each with its band of a lattice of `width` cells a row: rows in equal shares, and as
/// many about them as a window reaches. \see gwr::band_of
gwr::BandTeam band_team(const Communicator& ranks, int threads, std::size_t width,
                        std::size_t height, std::size_t reach, std::size_t together = 1);

}  // namespace terrabalance
