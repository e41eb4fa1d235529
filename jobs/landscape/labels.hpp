#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/raster/map_writer.hpp"
#include "jobs/raster_options.hpp"
#include "jobs/session.hpp"
#include "kernels/landscape/second_sweep/second_sweep.hpp"

namespace terrabalance {

/// Maps of patch numbers, FOLDER/patches_YEAR.vrt, written tile by tile in a second sweep. The
/// numbers are the ids of the patch table.
class PatchMaps {
 public:
  /// Collective. \throws InputError if the folder cannot be made or written
  PatchMaps(Session& session, const RasterStudy& study, const RasterStack& stack,
            const Partition& partition, const std::string& folder);

  /// Writes one tile of all years. Thread-safe.
  /// \param options, crossing  by year
  void write(const TileView& view, const std::vector<landscape::PatchOptions>& options,
             const std::vector<landscape::CrossingPatches>& crossing) const;

  /// Collective.
  void commit(Session& session, const Partition& partition);

 private:
  std::vector<std::unique_ptr<MapWriter>> maps_;
};

}  // namespace terrabalance
