#include "jobs/account/maps.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/fmt/fmt.h>

namespace terrabalance {
namespace {

double weight_of(const WeightSums::Summary& weights, std::int32_t zone, std::size_t layer,
                 std::size_t land_class) {
  const std::tuple key(zone, static_cast<std::int32_t>(layer),
                       static_cast<std::int32_t>(land_class));
  const auto found = std::ranges::lower_bound(weights, key, {}, &WeightSums::Sum::key);
  return found != weights.end() && found->key() == key ? found->weight.value() : 0;
}

/// How each zone's activity carbon of one year is shared out, by weights where there are any.
std::map<std::int32_t, std::vector<Allocation>> allocations(
    Session& session, const LandUse& land_use, const AccountFrame& frame, const CellArea& area,
    const CityTables& cities, const WeightSums::Summary& weights, bool weighted,
    std::size_t layer) {
  std::map<std::int32_t, std::vector<Allocation>> shares;
  for (std::size_t z = 0; z < land_use.zones.size(); ++z) {
    auto& zone = shares[land_use.zones[z]];
    for (std::size_t c = 0; c < land_use.classes.size(); ++c) {
      const std::string& land_class = land_use.classes[c];
      const double carbon = cities.charged(frame.zone_ids[z], frame.years[layer], land_class);
      const double hectares = area.hectares(land_use.at(z, layer, c).area);
      const double weight = weighted ? weight_of(weights, land_use.zones[z], layer, c) : 0;
      if (carbon > 0 && hectares == 0) {
        session.warn(
            fmt::format("{}: city {} has activities charged to {} but no cell of it; the map "
                        "lacks {:.6g} t C",
                        frame.years[layer], frame.zone_ids[z], land_class, carbon));
      } else if (carbon > 0 && weighted && weight == 0) {
        session.warn(
            fmt::format("{}: all weights on {} of city {} are 0; its carbon is shared out by "
                        "area",
                        frame.years[layer], land_class, frame.zone_ids[z]));
      }
      const bool by_area = weight == 0;
      zone.push_back({carbon, by_area ? hectares : weight, by_area});
    }
  }
  return shares;
}

}  // namespace

CarbonMaps::CarbonMaps(Session& session, const RasterScene& scene, CodeClasses classes,
                       const LandUse& land_use, const AccountFrame& frame, const CellArea& area,
                       const CityTables& cities, const WeightSums::Summary& weights,
                       const std::string& folder)
    : partition_(scene.stack.partition(scene.study.tile)),
      weighted_(!weights.empty()),
      classes_(std::move(classes)) {
  session.claim_folder(folder);
  session.communicator.together([&] {
    for (std::size_t layer = 0; layer < frame.years.size(); ++layer) {
      carbon_.emplace_back(
          classes_, area, frame.coefficients,
          allocations(session, land_use, frame, area, cities, weights, weighted_, layer));
      maps_.push_back(std::make_unique<MapWriter>(folder, fmt::format("net_{}", frame.years[layer]),
                                                  "t C/yr", scene.stack.grid(), partition_,
                                                  session.communicator));
    }
  });
}

void CarbonMaps::write(const TileView& view) const {
  std::vector<double> cells(static_cast<std::size_t>(view.tile.cells()));
  for (std::size_t layer = 0; layer < maps_.size(); ++layer) {
    carbon_[layer].fill(view, layer, weighted_, cells);
    maps_[layer]->write(view.tile, cells);
  }
}

void CarbonMaps::commit(const Session& session) const {
  for (const auto& map : maps_) {
    map->commit(partition_);
    session.say(fmt::format("map: {}", map->path()));
  }
}

}  // namespace terrabalance
