#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/raster/map_writer.hpp"
#include "io/raster/raster_stack.hpp"
#include "jobs/raster_options.hpp"
#include "jobs/session.hpp"
#include "jobs/suitability/factors.hpp"
#include "jobs/suitability/scan.hpp"

namespace terrabalance {

/// The maps of one run, made together and committed together.
class Maps {
 public:
  Maps(const RasterStack& stack, const Partition& partition, const Communicator& ranks,
       std::string folder)
      : stack_(&stack), partition_(&partition), ranks_(ranks), folder_(std::move(folder)) {}

  template <class Meaning>
  MapWriter* add(const std::string& name, const Meaning& unit_or_legend) {
    if (folder_.empty()) return nullptr;
    maps_.push_back(std::make_unique<MapWriter>(folder_, name, unit_or_legend, stack_->grid(),
                                                *partition_, ranks_));
    return maps_.back().get();
  }
  void commit(const Session& session) {
    for (const auto& map : maps_) {
      map->commit(*partition_);
      session.say("map: " + map->path());
    }
  }

 private:
  const RasterStack* stack_;
  const Partition* partition_;
  Communicator ranks_;
  std::string folder_;
  std::vector<std::unique_ptr<MapWriter>> maps_;
};

/// Writes the maps of distance factors and tells the factors where they are. Collective.
/// \param stack  of one year, without zones
void write_distances(Session& session, const RasterStudy& study, const RasterStack& stack,
                     const std::string& folder, std::vector<Factor>& factors);

/// The same for patch areas. Memory of a rank: one entry for each patch of the class that touches
/// the border of a tile. \throws InputError if the grid is in degrees, where cells differ in area
void write_patch_areas(Session& session, const RasterStudy& study, const RasterStack& stack,
                       const std::string& folder, std::vector<Factor>& factors);

/// Meaning and colours of the grades of an evaluation.
MapLegend grade_legend(const std::string& evaluation);

MapLegend conflict_legend(const std::vector<Conflict>& conflicts);

}  // namespace terrabalance
