#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "engine/runtime/communicator.hpp"

namespace terrabalance {

/// Passes lists from rank to rank. Collective.
/// \param leaving  a list for every rank; those for others are empty afterwards
/// \param take     take(from, list) of every other rank's list for this one
template <class T, class Take>
void pass_around(std::vector<std::vector<T>>& leaving, const Communicator& ranks,
                 const Take& take) {
  for (int step = 1; step < ranks.size(); ++step) {
    const int to = (ranks.rank() + step) % ranks.size();
    const int from = (ranks.rank() + ranks.size() - step) % ranks.size();
    const Bytes sent = to_bytes(std::exchange(leaving[static_cast<std::size_t>(to)], {}));
    take(from, from_bytes<std::vector<T>>(ranks.exchange(to, sent, from)));
  }
}

/// Gives every record to the rank that is its place; those of this rank stay where they are,
/// in front. Collective.
/// \param rank_of  the rank of a record
template <class T, class RankOf>
void deal(std::vector<T>& records, const Communicator& ranks, const RankOf& rank_of) {
  std::vector<std::vector<T>> leaving(static_cast<std::size_t>(ranks.size()));
  std::erase_if(records, [&](const T& record) {
    const int rank = rank_of(record);
    if (rank == ranks.rank()) return false;
    leaving[static_cast<std::size_t>(rank)].push_back(record);
    return true;
  });
  pass_around(leaving, ranks, [&](int, const std::vector<T>& coming) {
    records.insert(records.end(), coming.begin(), coming.end());
  });
}

}  // namespace terrabalance
