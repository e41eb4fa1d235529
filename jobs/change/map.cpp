#include "jobs/change/map.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include "engine/sweep/tile_loop.hpp"
#include "engine/value/error.hpp"
#include "io/raster/map_writer.hpp"
#include "jobs/change/colours.hpp"
#include "kernels/change/change_codes.hpp"

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

void write_change_maps(Session& session, const RasterStudy& study, const RasterStack& stack,
                       const CodeClasses& classes, const ChangeResult& result,
                       const std::string& folder) {
  const Partition partition = stack.partition(study.tile);
  const auto& pairs = result.change.pairs;
  if (result.land_use.classes.size() > ChangeCodes::most_classes) {
    throw InputError(
        fmt::format("a map of change holds {} classes at most, not {}; name a --legend",
                    ChangeCodes::most_classes, result.land_use.classes.size()));
  }
  const ChangeCodes codes(classes, result.land_use.classes.size());
  std::vector<std::unique_ptr<MapWriter>> maps;
  session.communicator.together([&] {
    for (std::size_t pair = 0; pair < pairs.size(); ++pair) {
      const std::string name = fmt::format("change_{}_{}", result.frame.years[pairs[pair].first],
                                           result.frame.years[pairs[pair].second]);
      maps.push_back(std::make_unique<MapWriter>(folder, name, legend_of(result, codes, pair),
                                                 stack.grid(), partition, session.communicator));
    }
  });
  for_each_tile(
      session.runtime(study.threads, "change: writing maps"), partition, stack,
      [&](std::int64_t, const TileView& view) {
        std::vector<std::uint16_t> cells(static_cast<std::size_t>(view.tile.cells()));
        for (std::size_t pair = 0; pair < pairs.size(); ++pair) {
          codes.fill(view, pairs[pair].first, pairs[pair].second, cells);
          maps[pair]->write(view.tile, cells);
        }
      },
      [] {});
  for (const auto& map : maps) {
    map->commit(partition);
    session.say(fmt::format("map: {}", map->path()));
  }
}

}  // namespace terrabalance
