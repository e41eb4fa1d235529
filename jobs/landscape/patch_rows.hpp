#pragma once

#include <cstdint>
#include <vector>

#include "engine/runtime/communicator.hpp"
#include "engine/sweep/partition.hpp"
#include "io/result/shared_table.hpp"
#include "jobs/landscape/plan.hpp"
#include "jobs/landscape/tables.hpp"

namespace terrabalance {

/// What a patch is called in the patch table. The order of the keys is the order of the table; it
/// does not depend on tiles, threads or ranks.
struct PatchKey {
  std::int64_t year = 0;
  std::int32_t zone = 0;
  landscape::ClassIndex class_index = 0;
  std::int64_t first = 0;  ///< place of its first cell, row by row

  bool same_group(const PatchKey& other) const {
    return year == other.year && zone == other.zone && class_index == other.class_index;
  }
  friend auto operator<=>(const PatchKey&, const PatchKey&) = default;
};

/// A part of the patch table: patches in its order, each with one value an index.
struct PatchRows {
  std::vector<PatchKey> keys;
  std::vector<double> values;  ///< patch by patch

  template <class Archive>
  void archive(Archive& a) {
    a(keys, values);
  }
};

/// This rank's share of the patch table: as many patches for each rank, in order. Each patch first
/// goes to the rank whose band has its first cell, and becomes a row there; almost all are there
/// already. Collective.
/// \param years  landscapes on the root rank; patches on the ranks that have them
PatchRows share_of_table(std::vector<LandscapeYear>&& years, const LandscapePlan& plan,
                         const Partition& partition, const Communicator& ranks);

/// The patch table: year, zone, class, id, metric, value. A patch has a row for each index.
/// Collective. \param rows  of this rank; they and all else outlive the table
SharedTable patch_table(const PatchRows& rows, const landscape::Selection& selection,
                        const LandscapeNames& names, const Communicator& ranks);

}  // namespace terrabalance
