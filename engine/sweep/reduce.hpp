#pragma once

#include <optional>
#include <utility>

#include "engine/runtime/communicator.hpp"
#include "engine/sweep/kernel.hpp"

namespace terrabalance {

/// Merges the ranks' bands pairwise, each with the one below it, in log2(ranks) rounds; the whole
/// is on rank 0 and nothing on the others. Collective.
template <class Summary, class Merge>
std::optional<Summary> reduce_bands(const Communicator& communicator, std::optional<Summary> band,
                                    const Merge& merge) {
  const int rank = communicator.rank();
  for (int step = 1; step < communicator.size(); step *= 2) {
    if (rank % (2 * step) != 0) {
      communicator.send(rank - step, band ? to_bytes(*band) : Bytes{});
      return std::nullopt;
    }
    if (rank + step >= communicator.size()) continue;
    const Bytes bytes = communicator.receive(rank + step);
    if (bytes.empty()) continue;  // a rank without tiles
    auto below = from_bytes<Summary>(bytes);
    if (band) {
      merge(*band, std::move(below), Side::below);
    } else {
      band.emplace(std::move(below));
    }
  }
  return band;
}

}  // namespace terrabalance
