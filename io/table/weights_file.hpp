#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace terrabalance {

/// One weight of a neighbour list, with the units as numbers from 0.
struct NeighbourWeight {
  std::int32_t from;
  std::int32_t to;
  double weight;
};

/// Reads a neighbour list: GAL (.gal: neighbours of each unit), GWT (.gwt: from, to, weight) or CSV
/// (columns from, to and, if wanted, weight; also named i, j, w).
/// \param ids what the file calls the units, in their order
/// \throws InputError naming file and line of a unit that is unknown or a line of another form
std::vector<NeighbourWeight> read_weights_file(const std::string& path,
                                               const std::vector<std::string>& ids);

}  // namespace terrabalance
