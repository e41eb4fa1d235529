#include "kernels/account/land_use.hpp"

#include <algorithm>
#include <utility>

namespace terrabalance {

Classified classify(const CodeCounts::Summary& counts, std::size_t layers,
                    const ClassLookup& lookup) {
  Classified result;
  LandUse& land_use = result.land_use;
  land_use.classes = lookup.classes;
  land_use.layers = layers;
  for (const auto& count : counts) {  // sorted by zone
    if (land_use.zones.empty() || land_use.zones.back() != count.zone) {
      land_use.zones.push_back(count.zone);
    }
  }
  const std::size_t zone_layers = land_use.zones.size() * layers;
  land_use.counts.resize(zone_layers * lookup.classes.size());
  land_use.nodata.resize(zone_layers);

  std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> unknown;
  for (const auto& count : counts) {
    const auto zone = static_cast<std::size_t>(
        std::ranges::lower_bound(land_use.zones, count.zone) - land_use.zones.begin());
    const std::size_t at = zone * layers + static_cast<std::size_t>(count.layer);
    const int index = count.code == CodeCounts::Count::no_data ? ClassLookup::nodata
                                                               : lookup.index_of(count.code);
    if (index == ClassLookup::unknown) {
      unknown[{count.layer, count.code}] += count.cells;
    } else if (index == ClassLookup::nodata) {
      land_use.nodata[at].add({count.cells, count.area});
    } else {
      land_use.counts[at * lookup.classes.size() + static_cast<std::size_t>(index)].add(
          {count.cells, count.area});
    }
  }
  for (const auto& [key, cells] : unknown) {
    result.unknown.push_back({key.first, key.second, cells});
  }
  return result;
}

}  // namespace terrabalance
