#include "jobs/change/map.hpp"

#include <cstdint>
#include <map>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "engine/value/error.hpp"
#include "jobs/change/colours.hpp"

namespace terrabalance {
namespace {

/// The codes that occur between one pair of years, with their meaning.
MapLegend legend_of(const ChangeResult& result, const ChangeCodes& codes, std::size_t pair) {
  std::map<std::uint16_t, MapCode> rows;
  const auto& classes = result.land_use.classes;
  for (const Transition& t : result.change.transitions) {
    if (t.pair != pair) continue;
    MapCode& row = rows[codes.code(t.from, t.to)];
    row.code = codes.code(t.from, t.to);
    row.rgb = t.from == t.to ? pale(class_colour(classes[t.to], t.to))
                             : class_colour(classes[t.to], t.to);
    row.texts = {classes[t.from] + " > " + classes[t.to], classes[t.from], classes[t.to]};
    row.cells += t.count.cells;
  }
  MapLegend legend{{"change", "from", "to"}, {}};
  for (auto& [code, row] : rows)
    legend.codes.push_back(std::move(row));
  return legend;
}

}  // namespace

ChangeMaps::ChangeMaps(const Session& session, const RasterScene& scene, CodeClasses classes,
                       const ChangeResult& result, const std::string& folder)
    : partition_(scene.stack.partition(scene.study.tile)),
      classes_(std::move(classes)),
      codes_(classes_, result.land_use.classes.size()),
      pairs_(result.change.pairs) {
  if (result.land_use.classes.size() > ChangeCodes::most_classes) {
    throw InputError(
        fmt::format("a map of change holds {} classes at most, not {}; name a --legend",
                    ChangeCodes::most_classes, result.land_use.classes.size()));
  }
  session.claim_folder(folder);
  session.communicator.together([&] {
    for (std::size_t pair = 0; pair < pairs_.size(); ++pair) {
      const std::string name = fmt::format("change_{}_{}", result.frame.years[pairs_[pair].first],
                                           result.frame.years[pairs_[pair].second]);
      maps_.push_back(std::make_unique<MapWriter>(folder, name, legend_of(result, codes_, pair),
                                                  scene.stack.grid(), partition_,
                                                  session.communicator));
    }
  });
}

void ChangeMaps::write(const TileView& view) const {
  std::vector<std::uint16_t> cells(static_cast<std::size_t>(view.tile.cells()));
  for (std::size_t pair = 0; pair < pairs_.size(); ++pair) {
    codes_.fill(view, pairs_[pair].first, pairs_[pair].second, cells);
    maps_[pair]->write(view.tile, cells);
  }
}

void ChangeMaps::commit(const Session& session) const {
  for (const auto& map : maps_) {
    map->commit(partition_);
    session.say(fmt::format("map: {}", map->path()));
  }
}

}  // namespace terrabalance
