#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/raster/map_writer.hpp"
#include "jobs/account/tables.hpp"
#include "jobs/raster/step.hpp"
#include "jobs/session.hpp"
#include "kernels/account/code_classes.hpp"
#include "kernels/account/pixel_carbon.hpp"
#include "kernels/account/weight_sums.hpp"

namespace terrabalance {

/// FOLDER/net_YEAR.vrt, the net carbon of every cell (t C / yr), for all years.
class CarbonMaps {
 public:
  /// Collective. \param area  outlives this
  /// \param weights  sums of the weight layers; empty where carbon is shared out by area
  CarbonMaps(Session& session, const RasterScene& scene, CodeClasses classes,
             const LandUse& land_use, const AccountFrame& frame, const CellArea& area,
             const CityTables& cities, const WeightSums::Summary& weights,
             const std::string& folder);
  CarbonMaps(const CarbonMaps&) = delete;
  CarbonMaps& operator=(const CarbonMaps&) = delete;

  /// The maps' cells of a tile; from several threads.
  void write(const TileView& view) const;
  /// Gives the maps their names. Collective.
  void commit(const Session& session) const;

 private:
  Partition partition_;
  bool weighted_;
  CodeClasses classes_;
  std::vector<PixelCarbon> carbon_;
  std::vector<std::unique_ptr<MapWriter>> maps_;
};

}  // namespace terrabalance
