#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/raster/map_writer.hpp"
#include "jobs/change/tables.hpp"
#include "jobs/raster/step.hpp"
#include "jobs/session.hpp"
#include "kernels/account/code_classes.hpp"
#include "kernels/change/change_codes.hpp"

namespace terrabalance {

/// FOLDER/change_FROM_TO.vrt for every pair of years: 100 from + to in each cell, with classes
/// counted from 1 in the order of the legend; a colour table (the later class, pale where nothing
/// changed) and an attribute table with the classes' names.
class ChangeMaps {
 public:
  /// Collective. \throws InputError if there are more classes than a map of change holds
  ChangeMaps(const Session& session, const RasterScene& scene, CodeClasses classes,
             const ChangeResult& result, const std::string& folder);
  ChangeMaps(const ChangeMaps&) = delete;
  ChangeMaps& operator=(const ChangeMaps&) = delete;

  /// The maps' cells of a tile; from several threads.
  void write(const TileView& view) const;
  /// Gives the maps their names. Collective.
  void commit(const Session& session) const;

 private:
  Partition partition_;
  CodeClasses classes_;
  ChangeCodes codes_;
  std::vector<std::pair<std::size_t, std::size_t>> pairs_;
  std::vector<std::unique_ptr<MapWriter>> maps_;
};

}  // namespace terrabalance
