#include "jobs/change/carbon.hpp"

#include <string>

#include <spdlog/fmt/fmt.h>

namespace terrabalance {

CarbonIntensity carbon_intensity(Session& session, const LandUse& land_use,
                                 const AccountFrame& frame, const CellArea& area,
                                 const CityTables& cities) {
  CarbonIntensity carbon{land_use.layers, land_use.classes.size(), {}};
  for (std::size_t zone = 0; zone < land_use.zones.size(); ++zone) {
    for (std::size_t layer = 0; layer < land_use.layers; ++layer) {
      for (std::size_t c = 0; c < land_use.classes.size(); ++c) {
        const std::string& id = frame.zone_ids[zone];
        const double charged = cities.charged(id, frame.years[layer], land_use.classes[c]);
        const double hectares = area.hectares(land_use.at(zone, layer, c).area);
        if (charged > 0 && hectares == 0) {
          session.warn(
              fmt::format("{}: city {} has activities charged to {} but no cell of it; no "
                          "land carries their {:.6g} t C",
                          frame.years[layer], id, land_use.classes[c], charged));
        }
        const double by_area = charged > 0 && hectares > 0 ? charged / hectares : 0;
        carbon.values.push_back(frame.coefficients[c] + by_area);
      }
    }
  }
  return carbon;
}

}  // namespace terrabalance
