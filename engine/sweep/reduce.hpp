#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "engine/runtime/communicator.hpp"
#include "engine/sweep/kernel.hpp"
#include "engine/sweep/partition.hpp"

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

/// All ranks' bands on rank 0, by their first row; for the rare case that a rank has several.
/// Collective.
template <class Summary>
std::vector<std::pair<std::int64_t, Summary>> gather_on_root(
    const Communicator& communicator, std::vector<std::pair<Partition::Band, Summary>>&& bands) {
  std::vector<std::pair<std::int64_t, Summary>> all;
  all.reserve(bands.size());
  for (auto& [band, summary] : bands)
    all.emplace_back(band.begin, std::move(summary));
  if (!communicator.is_root()) {
    communicator.send(0, to_bytes(all));
    return {};
  }
  for (int rank = 1; rank < communicator.size(); ++rank) {
    auto more = from_bytes<decltype(all)>(communicator.receive(rank));
    std::ranges::move(more, std::back_inserter(all));
  }
  return all;
}

}  // namespace terrabalance
