#pragma once

#include <cstdint>
#include <vector>

#include "engine/runtime/communicator.hpp"
#include "io/result/shared_table.hpp"
#include "jobs/landscape/tables.hpp"

namespace terrabalance {

/// Patches of one year, in the order of the patch table, and what only their surroundings tell.
struct PatchRows {
  std::int64_t year = 0;
  std::vector<landscape::Patch> patches;
  std::vector<double> distances;  ///< m, to the nearest patch of the class; empty if not asked for
  std::vector<landscape::PatchProximity> proximity;  ///< empty if not asked for

  template <class Archive>
  void archive(Archive& a) {
    a(year, patches, distances, proximity);
  }
};

/// Takes a year's patches for the patch table.
PatchRows patch_rows(LandscapeYear& year);

/// Gives every rank its share of the root's patches: as many for each, in order. Collective.
/// \param all  by year; looked at on the root rank alone
std::vector<PatchRows> share_out(std::vector<PatchRows>&& all, const Communicator& ranks);

/// The patch table: year, zone, class, id, metric, value. A patch has a row for each index.
/// Collective. \param rows  of this rank; they and all else outlive the table
SharedTable patch_table(const std::vector<PatchRows>& rows, const landscape::Selection& selection,
                        const landscape::PatchOptions& options, const LandscapeNames& names,
                        const Communicator& ranks);

}  // namespace terrabalance
