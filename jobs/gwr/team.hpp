#pragma once

#include "engine/runtime/communicator.hpp"
#include "kernels/gwr/team.hpp"

namespace terrabalance {

/// The ranks as a team of the regression kernels.
gwr::Team team_of(const Communicator& ranks, int threads);

}  // namespace terrabalance
